using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The parameters of a model in a file.</summary>
public static class ParameterFiles
{
    extension<T>(ParameterSet<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// Writes the parameters and the states to a safetensors file, by path: ended at any moment, this leaves the old file or the new
        /// one.
        /// </summary>
        /// <param name="path">
        /// The file; one that is there is replaced. Its bytes are written beside it first, with ".partial" added.
        /// </param>
        /// <param name="metadata">Texts about them, by name; left out, none.</param>
        /// <exception cref="ArgumentException">A path or a text has half of a surrogate pair.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            ModelFile.Save(path, EntriesOf(parameters), metadata ?? new Dictionary<string, string>(StringComparer.Ordinal));
        }

        /// <summary>
        /// Sets the parameters and the states to those of a safetensors file: all of them, or, when it is refused, none. Numbers of another
        /// type become this one as <see cref="SafeTensors"/> says.
        /// </summary>
        /// <param name="path">The file.</param>
        /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
        /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
        /// <exception cref="ArrayFileException">
        /// The file is damaged, or of another model: the message says which names and shapes differ.
        /// </exception>
        /// <exception cref="IOException">The file cannot be opened.</exception>
        public void Load(string path, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            Recording.AnnounceDecision(nameof(Load), "the file would be loaded once, when recorded; load it outside the function");
            ModelFile.Load(path, EntriesOf(parameters), isExact: false, [], (file, line));
        }
    }

    private static CheckpointEntries<T> EntriesOf<T>(ParameterSet<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var entries = new CheckpointEntries<T>();
        entries.Add(parameters);
        return entries;
    }
}

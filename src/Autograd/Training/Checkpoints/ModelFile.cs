using System.Numerics;

namespace Autograd;

/// <summary>Entries as a safetensors file: the arrays as they are, numbers and texts beside them as metadata.</summary>
internal static class ModelFile
{
    /// <summary>Writes entries to a file, which is there whole or as it was before.</summary>
    public static void Save<T>(string path, CheckpointEntries<T> entries, IEnumerable<KeyValuePair<string, string>> metadata)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var texts = new Dictionary<string, string>(metadata, StringComparer.Ordinal);
        foreach (var (name, entry) in entries.Texts)
        {
            texts.Add(name, entry.Get());
        }

        var header = SafeTensorsHeader.Of(entries.Arrays.Select(pair => (pair.Key, pair.Value.Type, pair.Value.Shape)), texts);
        FileReplacement.Write(path, stream =>
        {
            header.Write(stream);
            foreach (var array in header.ByPlace)
            {
                entries.Arrays[array.Name].Write(stream);
            }
        });
    }

    /// <summary>Sets entries to what is in a file: all of them or none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="isExact">Whether the element types must be those of the entries; else they are converted.</param>
    /// <param name="metadata">Texts that must be there.</param>
    /// <param name="caller">Where the call is that the parameters are updated by.</param>
    /// <exception cref="ArrayFileException">The file is damaged, or of another model.</exception>
    public static void Load<T>(
        string path,
        CheckpointEntries<T> entries,
        bool isExact,
        IEnumerable<KeyValuePair<string, string>> metadata,
        (string File, int Line) caller)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var stream = ByteSource.Open(path);
        var name = ByteSource.NameOf(stream);
        var source = new ByteSource(stream, name);
        var header = SafeTensorsHeader.Read(source);
        foreach (var (key, text) in metadata)
        {
            if (!string.Equals(header.Metadata.GetValueOrDefault(key), text, StringComparison.Ordinal))
            {
                throw new ArrayFileException($"{name}: its metadata do not say {key} = {text}, so it is no checkpoint of this kind.");
            }
        }

        RequireSame(name, Differences(header, entries, isExact));
        var setters = new List<Action<string, int>>();
        foreach (var array in header.ByPlace)
        {
            setters.Add(entries.Arrays[array.Name].Read(source, array));
        }

        source.RequireEnd("the arrays");
        SetTexts(name, header, entries);
        foreach (var set in setters)
        {
            set(caller.File, caller.Line);
        }
    }

    // Setting a text may be refused; then those before it are set back. Nothing refuses an array of the right shape.
    private static void SetTexts<T>(string name, SafeTensorsHeader header, CheckpointEntries<T> entries)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var before = new Stack<(Action<string> Set, string Text)>();
        foreach (var (key, entry) in entries.Texts)
        {
            var present = entry.Get();
            try
            {
                entry.Set(header.Metadata[key]);
                before.Push((entry.Set, present));
            }
            catch (Exception exception)
            {
                foreach (var (set, text) in before)
                {
                    set(text);
                }

                throw new ArrayFileException($"{name}: {MessageText.Quoted(key)} cannot be loaded: {exception.Message}", exception);
            }
        }
    }

    private static IEnumerable<string> Differences<T>(SafeTensorsHeader header, CheckpointEntries<T> entries, bool isExact)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var there = header.ByPlace.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var (key, array) in entries.Arrays)
        {
            if (!there.TryGetValue(key, out var entry))
            {
                yield return $"{MessageText.Quoted(key)} {array.Shape} is not in the file";
            }
            else if (entry.Shape != array.Shape)
            {
                yield return $"{MessageText.Quoted(key)} has shape {entry.Shape} in the file and {array.Shape} here";
            }
            else if (isExact && entry.Type != array.Type)
            {
                yield return $"{MessageText.Quoted(key)} has elements of type {entry.Type} in the file and {array.Type} here";
            }
        }

        foreach (var entry in header.ByPlace.Where(entry => !entries.Arrays.ContainsKey(entry.Name)))
        {
            yield return $"{MessageText.Quoted(entry.Name)} {entry.Shape} is only in the file";
        }

        foreach (var key in entries.Texts.Keys.Where(key => !header.Metadata.ContainsKey(key)))
        {
            yield return $"{MessageText.Quoted(key)} is not in the metadata of the file";
        }
    }

    private static void RequireSame(string name, IEnumerable<string> differences)
    {
        string[] all = [.. differences];
        if (all.Length > 0)
        {
            throw new ArrayFileException($"{name} is of another model, and nothing was changed: {MissingGradient.Few(all)}.");
        }
    }
}

namespace Autograd;

/// <summary>Writes a file so that it is there whole or not at all.</summary>
internal static class FileReplacement
{
    /// <summary>
    /// Writes beside the file, has the system put that on the disk, and gives it the file's name: whoever opens the file, whenever the
    /// program was ended, finds the old one or the new one.
    /// </summary>
    /// <param name="path">The file, which may be there already.</param>
    /// <param name="write">Writes what is in it.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        var whole = Path.GetFullPath(path);

        // One name, not a new one each time: what a killed program has left is written over by the next one.
        var beside = whole + ".partial";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            try
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            catch
            {
                File.Delete(beside);
                throw;
            }
        }

        File.Move(beside, whole, overwrite: true);
    }
}

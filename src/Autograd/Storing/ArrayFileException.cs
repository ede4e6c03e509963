namespace Autograd;

/// <summary>
/// A file of arrays cannot be taken: it is damaged, cut off, hostile, of a kind that is not read, or of another model. Nothing was changed.
/// </summary>
/// <remarks>
/// The message says which file, what is wrong in it, and at which byte. What the system refuses (no such file, no permission, a full disk)
/// stays the exception that it is. Reading takes no more memory than the arrays that the file holds, and 64 MB.
/// </remarks>
public sealed class ArrayFileException : IOException
{
    /// <summary>An exception without a message.</summary>
    public ArrayFileException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ArrayFileException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public ArrayFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception about a place in a file.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="position">The byte at which it is.</param>
    /// <param name="innerException">What caused it.</param>
    public ArrayFileException(string message, long position, Exception? innerException = null)
        : base(message, innerException) => Position = position;

    /// <summary>
    /// The byte at which the file is wrong, counted from 0 where reading began; of what is packed, in the unpacked bytes. Null where no one
    /// place is wrong.
    /// </summary>
    public long? Position { get; }
}

namespace Autograd;

/// <summary>A computation cannot be run again as it was recorded; the message names the operation and says why.</summary>
public sealed class ReplayException : Exception, IRefusal
{
    /// <summary>An exception without a message.</summary>
    public ReplayException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ReplayException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public ReplayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ReplayException(string operation, string reason)
        : base($"{operation}: cannot be replayed: {reason}.")
    {
    }
}

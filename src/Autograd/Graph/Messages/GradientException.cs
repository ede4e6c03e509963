namespace Autograd;

/// <summary>A gradient cannot be computed as asked. The message says why, where in the graph, and what to do.</summary>
public sealed class GradientException : InvalidOperationException
{
    /// <summary>An exception without a message.</summary>
    public GradientException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public GradientException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public GradientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

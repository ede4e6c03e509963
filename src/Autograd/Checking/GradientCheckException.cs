namespace Autograd;

/// <summary>A gradient check failed; the message is its report.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>An exception without a message.</summary>
    public GradientCheckException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public GradientCheckException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public GradientCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

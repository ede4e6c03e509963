namespace Autograd;

/// <summary>Shapes do not fit an operation. The message names the operation, the shapes, the axis and the remedy.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>An exception without a message.</summary>
    public ShapeException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ShapeException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public ShapeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

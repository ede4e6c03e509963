namespace Autograd;

/// <summary>Inside <see cref="NonFinite.Throw"/> an operation or a rule has made NaN or infinity. The message is the story.</summary>
public sealed class NonFiniteException : ArithmeticException, IRefusal
{
    /// <summary>An exception without a message.</summary>
    public NonFiniteException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public NonFiniteException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public NonFiniteException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Autograd;

/// <summary>
/// The code of an operation threw: its shape rule, its Forward or its rule. The message names the operation and the shapes.
/// </summary>
/// <remarks>
/// What it threw is the <see cref="Exception.InnerException"/>. What names the operation already is passed on as it is. An
/// <see cref="ArgumentException"/> and an <see cref="OutOfMemoryException"/> stay what they are, with operation and shapes in front.
/// </remarks>
public sealed class OpException : Exception
{
    // How the constructor of a shape begins to refuse: it cannot know whose result it would be.
    private const string ShapeAlone = "Shape: ";

    /// <summary>An exception without a message.</summary>
    public OpException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public OpException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public OpException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether an exception does not say yet which operation it comes from.</summary>
    internal static bool IsUnnamed(Op op, Exception exception) =>
        (exception is not (ShapeException or GradientException or IRefusal or OpException) || IsOfShapeAlone(exception))
        && exception is not OutOfMemoryException { InnerException: not null }
        && !exception.Message.StartsWith(op.Name, StringComparison.Ordinal);

    /// <summary>Whether an exception does not say all that is known of the inputs of the operation that it comes from.</summary>
    internal static bool SaysTooLittle(Op op, Exception exception) =>
        IsUnnamed(op, exception)
        || (exception is ShapeException or ArgumentOutOfRangeException && Origins.AreCaptured && !Origins.AreToldIn(exception.Message));

    /// <summary>What an operation threw that was applied to these inputs, with its name and the shapes.</summary>
    internal static Exception Applying<T>(Op op, ReadOnlySpan<Node<T>> inputs, Exception exception)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!IsUnnamed(op, exception))
        {
            return Told(exception, Origins.OfInputs<T>(inputs));
        }

        var shapes = new Shape[inputs.Length];
        for (var i = 0; i < shapes.Length; i++)
        {
            shapes[i] = inputs[i].Shape;
        }

        return Applying(op, shapes, exception);
    }

    /// <inheritdoc cref="Applying{T}(Op, ReadOnlySpan{Node{T}}, Exception)"/>
    internal static Exception Applying(Op op, Shape[] shapes, Exception exception)
    {
        var (of, result) = (shapes.Length == 0 ? "no inputs" : string.Join(" and ", shapes), ResultOf(op, shapes));
        if (IsOfShapeAlone(exception))
        {
            return new ShapeException(
                $"{op.Name} of {of}: {exception.Message.Replace(ShapeAlone, "the shape ", StringComparison.Ordinal)}", exception);
        }

        return exception is OutOfMemoryException
            ? OutOfMemory($"{op.Name}: there is no memory for the result {result} of {of}.", exception)
            : Thrown($"{op.Name}: its {(result is null ? "shape rule" : "Forward")} threw {exception.GetType().Name} for {of}", exception);
    }

    /// <summary>What the rule of a node's operation threw, with its name and the shapes.</summary>
    internal static Exception Backpropagating<T>(Node<T> node, Exception exception)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var of = string.Join(" and ", node.Inputs.Select(input => input.Shape));
        return exception is OutOfMemoryException
            ? OutOfMemory($"{node.Op!.Name}: there is no memory for its gradients of shapes {of}.", exception)
            : Thrown($"{node.Op!.Name}: its rule threw {exception.GetType().Name} for {node.LabelAndOrigin}, of {of}", exception);
    }

    /// <summary>The same with more to say at the end of the message, before the argument and its value.</summary>
    [SuppressMessage("Usage", "CA2208", Justification = "The argument is that of the code that threw.")]
    internal static ArgumentException Told(Exception exception, string more) => exception is ArgumentOutOfRangeException outside
        ? new ArgumentOutOfRangeException(
            outside.ParamName, outside.ActualValue, outside.Message.Split($" (Parameter '{outside.ParamName}')")[0] + more)
        : new ShapeException(exception.Message + more, exception);

    private static bool IsOfShapeAlone(Exception exception) =>
        exception is ShapeException && exception.Message.StartsWith(ShapeAlone, StringComparison.Ordinal);

    // It stays what the runtime threw, with more to say.
    [SuppressMessage("Usage", "CA2201", Justification = "The runtime threw it; this one adds where.")]
    private static OutOfMemoryException OutOfMemory(string message, Exception exception) => new(message, exception);

    // What refuses an argument stays an exception of that kind: code may expect it, and leave a domain by it.
    [SuppressMessage("Usage", "MA0015", Justification = "The argument is that of the code that threw; its message names it.")]
    private static Exception Thrown(string message, Exception exception) => exception is ArgumentException
        ? new ArgumentException($"{message}: {exception.Message}", exception)
        : new OpException($"{message}: {exception.Message}", exception);

    private static Shape? ResultOf(Op op, Shape[] shapes)
    {
        try
        {
            return op.ShapeFor(shapes);
        }
        catch (Exception)
        {
            return null;
        }
    }
}

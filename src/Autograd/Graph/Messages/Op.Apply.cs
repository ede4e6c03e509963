using System.Numerics;

namespace Autograd;

// What is called, around what is done: the code of an operation may throw anything, and the message shall say whose code it was.
public abstract partial record Op
{
    /// <summary>Applies the operation: checks the shapes, computes the value, records the node.</summary>
    /// <exception cref="ShapeException">The shapes do not fit the operation, or their number is not its <see cref="Arity"/>.</exception>
    /// <exception cref="OpException">Its shape rule or Forward threw something that does not name it.</exception>
    /// <exception cref="OutOfMemoryException">The result does not fit.</exception>
    public Node<T> Apply<T>(params ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Arity.Require(Name, inputs.Length);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is null)
            {
                throw new ArgumentNullException(nameof(inputs), $"{Name}: input {i} is null.");
            }
        }

        try
        {
            return Record(inputs);
        }
        catch (Exception exception) when (OpException.SaysTooLittle(this, exception))
        {
            throw OpException.Applying(this, inputs, exception);
        }
    }

    /// <summary>Passes the gradient of a node on to its inputs.</summary>
    internal void Backpropagate<T>(Node<T> node, Node<T> grad, PendingGradients<T> pending)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        try
        {
            PassOn(node, grad, pending);
        }
        catch (Exception exception) when (OpException.IsUnnamed(this, exception))
        {
            throw OpException.Backpropagating(node, exception);
        }
    }
}

/// <content>The application of an operation on one node.</content>
public abstract partial record UnaryOp
{
    /// <summary>Applies the operation: checks the shape, computes the value, records the node.</summary>
    /// <exception cref="ShapeException">The shape does not fit the operation.</exception>
    /// <exception cref="OpException">Its shape rule or Forward threw something that does not name it.</exception>
    /// <exception cref="OutOfMemoryException">The result does not fit.</exception>
    public Node<T> Apply<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        try
        {
            return Record(x);
        }
        catch (Exception exception) when (OpException.SaysTooLittle(this, exception))
        {
            throw OpException.Applying(this, [x], exception);
        }
    }
}

/// <content>The application of an operation on two nodes.</content>
public abstract partial record BinaryOp
{
    /// <summary>Applies the operation: checks the shapes, computes the value, records the node.</summary>
    /// <exception cref="ShapeException">The shapes do not fit the operation.</exception>
    /// <exception cref="OpException">Its shape rule or Forward threw something that does not name it.</exception>
    /// <exception cref="OutOfMemoryException">The result does not fit.</exception>
    public Node<T> Apply<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        try
        {
            return Record(x, y);
        }
        catch (Exception exception) when (OpException.SaysTooLittle(this, exception))
        {
            throw OpException.Applying(this, [x, y], exception);
        }
    }
}

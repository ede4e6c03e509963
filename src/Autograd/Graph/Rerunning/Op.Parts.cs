using System.Numerics;

namespace Autograd;

// The three parts of an operation, each run alone: by whoever runs an operation again, or checks it.
public abstract partial record Op
{
    /// <summary>Computes the value again from what the inputs hold now.</summary>
    /// <param name="inputs">Nodes of the shapes that the shape rule has accepted.</param>
    /// <param name="values">
    /// Where an operation on any number of inputs keeps their values from one call to the next, so that none allocates; first null.
    /// </param>
    /// <param name="output">To be written.</param>
    internal virtual void Evaluate<T>(ReadOnlySpan<Node<T>> inputs, ref NdArray<T>[]? values, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        values ??= new NdArray<T>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            values[i] = inputs[i].Elements;
        }

        Forward<T>(values, output);
    }

    /// <summary>Runs the forward computation alone.</summary>
    internal void Evaluate<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T> => Forward(inputs, output);

    /// <summary>Applies the operation without computing its elements until somebody reads them.</summary>
    /// <param name="inputs">The inputs, none of which may change until then.</param>
    internal Node<T> ApplyDeferred<T>(Node<T>[] inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = OutputShape(Array.ConvertAll(inputs, input => input.Shape));
        return Made(new Node<T>(this, shape, inputs), inputs);
    }

    /// <summary>Asks the shape rule alone.</summary>
    internal Shape ShapeFor(ReadOnlySpan<Shape> inputs)
    {
        Arity.Require(Name, inputs.Length);
        return OutputShape(inputs);
    }

    /// <summary>Runs the rule alone.</summary>
    internal Node<T>?[] Rule<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradients = Bprop(grad, output, inputs);
        return gradients?.Length == inputs.Length
            ? gradients
            : throw new GradientException(
                $"{Name}: Bprop returned {(gradients is null ? "null" : $"{gradients.Length} gradients")} for {inputs.Length} inputs; "
                + "return an array with one for each, null where there is none.");
    }
}

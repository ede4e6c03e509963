using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Tests;

/// <summary>How a rule is made wrong.</summary>
internal enum Wrong
{
    Sign,
    Twice,
    FirstDropped,
    LastDropped,
    NotMultiplied,
    TooMuchY,
}

/// <summary>An operation of the library with its rule made wrong.</summary>
internal sealed record Planted(Op True, Wrong Wrong) : Op
{
    public override string Name => $"Wrong{True.Name}";

    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => ShapeFor(True, inputs);

    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => Evaluate(True, inputs, output);

    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var gradients = Rule(True, Wrong == Wrong.NotMultiplied ? Node.Constant(NdArray.Ones<T>(grad.Shape)) : grad, output, inputs);
        switch (Wrong)
        {
            case Wrong.FirstDropped:
                gradients[0] = null;
                return gradients;
            case Wrong.LastDropped:
                gradients[^1] = null;
                return gradients;
            default:
                return Array.ConvertAll(gradients, gradient => gradient is null ? null : Wrong switch
                {
                    Wrong.Sign => -gradient,
                    Wrong.Twice => gradient + gradient,
                    Wrong.TooMuchY => gradient * output.Sum(),
                    _ => gradient,
                });
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ShapeFor")]
    private static extern Shape ShapeFor(Op op, ReadOnlySpan<Shape> inputs);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Evaluate")]
    private static extern void Evaluate<T>(Op op, ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Rule")]
    private static extern Node<T>?[] Rule<T>(Op op, Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

using System.Runtime.InteropServices;

namespace Autograd.Tests;

/// <summary>An operation with the right value and a rule that is given.</summary>
public sealed record WrongRule(
    Func<Node<double>[], Node<double>> Right, Func<Node<double>, Node<double>, Node<double>[], Node<double>?[]> Rule) : Op
{
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        var random = new Random(1);
        var any = new Node<double>[inputs.Length];
        for (var i = 0; i < any.Length; i++)
        {
            any[i] = Initialize.Uniform<double>(inputs[i], random, 0.2, 2);
        }

        return Right(any).Shape;
    }

    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        var values = new Node<double>[inputs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (NdArray<double>)(object)inputs[i];
        }

        Right(values).Span.CopyTo(MemoryMarshal.Cast<T, double>(output));
    }

    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var rule = Rule((Node<double>)(object)grad, (Node<double>)(object)output, [.. inputs.ToArray().Cast<Node<double>>()]);
        return Array.ConvertAll(rule, gradient => (Node<T>?)(object?)gradient);
    }
}

using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// An independent check of operations that move elements: a loop over every element of the output, told where it comes from.
/// </summary>
internal static class MovedElements
{
    /// <summary>Random shapes, with axes of length 0 and 1 among them.</summary>
    /// <param name="smallestRank">The smallest rank.</param>
    /// <param name="seed">Seeds the shapes.</param>
    public static IEnumerable<(Shape Shape, Random Random)> Shapes(int smallestRank, int seed = 3)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var lengths = new int[random.Next(smallestRank, 5)];
            for (var axis = 0; axis < lengths.Length; axis++)
            {
                lengths[axis] = random.Next(12) == 0 ? 0 : random.Next(1, 5);
            }

            yield return (new Shape(lengths), random);
        }
    }

    /// <summary>The shape with another length of one axis.</summary>
    public static Shape With(Shape shape, int axis, int length) => [.. shape.Select((old, i) => i == axis ? length : old)];

    /// <summary>The index with another position along one axis.</summary>
    public static int[] At(int[] index, int axis, int position) => [.. index.Select((old, i) => i == axis ? position : old)];

    /// <summary>Every index of a shape, in row-major order.</summary>
    public static IEnumerable<int[]> Indices(Shape shape)
    {
        for (var offset = 0; offset < shape.Size; offset++)
        {
            var index = new int[shape.Rank];
            var rest = offset;
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                (index[axis], rest) = (rest % shape[axis], rest / shape[axis]);
            }

            yield return index;
        }
    }

    /// <summary>Compares value and gradient of an operation on one node with the loop, in double and float.</summary>
    public static void ShouldMove(
        Shape x, Shape output, Func<int[], int[]?> source, Func<Node<double>, Node<double>> inDouble,
        Func<Node<float>, Node<float>> inFloat, double background = 0)
    {
        Func<int[], (int, int[])?> from = index => source(index) is { } found ? (0, found) : null;
        ShouldMove<double>([x], output, from, inputs => inDouble(inputs[0]), background);
        ShouldMove<float>([x], output, from, inputs => inFloat(inputs[0]), background);
    }

    /// <summary>Compares value and gradients of an operation with the loop.</summary>
    /// <param name="shapes">The shapes of the inputs.</param>
    /// <param name="output">The shape that the output should have.</param>
    /// <param name="source">
    /// For an index of the output the input and the index there that it comes from; null where it has the background.
    /// </param>
    /// <param name="operation">The operation.</param>
    /// <param name="background">The value of elements that come from nowhere.</param>
    public static void ShouldMove<T>(
        Shape[] shapes, Shape output, Func<int[], (int Input, int[] Index)?> source,
        Func<Node<T>[], Node<T>> operation, double background = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Small integers, so that every sum is exact.
        var random = new Random(11);
        Parameter<T>[] inputs =
            [.. shapes.Select(shape => new Parameter<T>(NdArray.Generate(shape, () => T.CreateChecked(random.Next(1, 1000)))))];
        var y = operation(inputs);
        y.Shape.ShouldBe(output, y.ToString());

        var seed = Node.Constant(NdArray.Generate(output, () => T.CreateChecked(random.Next(1, 100))));
        var expected = Array.ConvertAll(shapes, shape => new T[shape.Size]);
        foreach (var index in Indices(output))
        {
            if (source(index) is (var input, var from))
            {
                y.Value[index].ShouldBe(inputs[input].Value[from], $"{y} at {new IntList(index)}");
                expected[input][Offset(shapes[input], from)] += seed.Value[index];
            }
            else
            {
                y.Value[index].ShouldBe(T.CreateChecked(background), $"{y} at {new IntList(index)}");
            }
        }

        var gradients = y.Backward(inputs, seed);
        for (var i = 0; i < inputs.Length; i++)
        {
            gradients[inputs[i]].Value.ToArray().ShouldBe(expected[i], $"gradient {i} of {y}");
        }
    }

    private static int Offset(Shape shape, int[] index)
    {
        var offset = 0;
        for (var axis = 0; axis < index.Length; axis++)
        {
            offset = (offset * shape[axis]) + index[axis];
        }

        return offset;
    }

    /// <summary>Random positions along an axis of a length.</summary>
    public static IntArray RandomIndices(Shape shape, int length, Random random) =>
        new(shape, new IntList([.. Enumerable.Range(0, shape.Size).Select(_ => random.Next(length))]));
}

using System.Numerics;

namespace Autograd;

// Whole matrices, row by row or column by column.
public static partial class Derivative
{
    private static NdArray<T>[] JacobianOf<T>(Linearization<T> linear)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = linear.Value.Shape;
        var blocks = NewBlocks(shape, linear.Inputs);
        var columns = linear.Pullback.Reached.Sum(node => (long)node.Shape.Size);
        if (shape.Size <= columns)
        {
            for (var i = 0; i < shape.Size; i++)
            {
                WriteRow(blocks, i, linear.Pullback.Of(Units<T>(shape, i), isRecorded: false));
            }

            return blocks;
        }

        var size = linear.Inputs.Sum(node => node.Shape.Size);
        var start = 0;
        foreach (var (index, input) in linear.Inputs.Index())
        {
            for (var j = 0; j < input.Shape.Size && linear.Pullback.Reached.Contains(input); j++)
            {
                WriteColumn(blocks[index], j, linear.JvpPacked(Units<T>([size], start + j)));
            }

            start += input.Shape.Size;
        }

        return blocks;
    }

    private static NdArray<T>[][] HessianOf<T>(Linearization<T> linear)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var curvature = Curvature(nameof(Hessian), linear);
        var size = linear.Inputs.Sum(node => node.Shape.Size);
        var blocks = new NdArray<T>[linear.Inputs.Count][];
        var start = 0;
        foreach (var (index, input) in linear.Inputs.Index())
        {
            blocks[index] = NewBlocks(input.Shape, linear.Inputs);
            for (var i = 0; i < input.Shape.Size; i++)
            {
                WriteRow(blocks[index], i, curvature.Of(Units<T>([size], start + i), isRecorded: false));
            }

            start += input.Shape.Size;
        }

        return blocks;
    }

    private static NdArray<T>[] NewBlocks<T>(Shape rows, IReadOnlyList<Node<T>> columns)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. columns.Select(node => NdArray.Zeros<T>([.. rows.Lengths, .. node.Shape.Lengths]))];

    private static void WriteRow<T>(NdArray<T>[] blocks, int row, IReadOnlyList<Node<T>> gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            var elements = gradients[i].Span;
            elements.CopyTo(blocks[i].Writable[(row * elements.Length)..]);
        }
    }

    private static void WriteColumn<T>(NdArray<T> block, int column, Node<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var elements = values.Span;
        var rows = block.Writable;
        for (var i = 0; i < elements.Length; i++)
        {
            rows[(i * (rows.Length / elements.Length)) + column] = elements[i];
        }
    }

    // 1 at as many elements, one every so many; else 0.
    private static NdArray<T> Units<T>(Shape shape, int start, int count = 1, int step = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var units = NdArray.Zeros<T>(shape);
        for (var k = 0; k < count; k++)
        {
            units.Writable[start + (k * step)] = T.One;
        }

        return units;
    }
}

using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>A way to make one element of many, such as their sum.</summary>
internal interface IReduction<TSelf>
    where TSelf : struct, IReduction<TSelf>
{
    /// <summary>The result of no elements.</summary>
    static abstract T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The result of a row of at least one element.</summary>
    static abstract T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Takes one more element into each of some results.</summary>
    static abstract void Add<T>(Span<T> results, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The result of each of some elements alone: itself, unless overridden.</summary>
    static virtual void Start<T>(ReadOnlySpan<T> first, Span<T> results)
        where T : unmanaged, IFloatingPointIeee754<T> => first.CopyTo(results);

    /// <summary>Joins the results of two parts in the first: as elements are taken in, unless overridden.</summary>
    static virtual void Join<T>(Span<T> results, ReadOnlySpan<T> others)
        where T : unmanaged, IFloatingPointIeee754<T> => TSelf.Add(results, others);
}

/// <summary>The sum: of a row in pairs of halves, so that the rounding grows with the logarithm of its length only.</summary>
internal readonly struct SumReduction : IReduction<SumReduction>
{
    // Short enough that adding up in order, in sixteen sums or more, loses little; long enough to be fast.
    public const int Block = 1024;

    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (row.Length <= Block)
        {
            return VectorMap.Sum<T, IdentityFunction>(row);
        }

        var half = Half(row.Length);
        return Row(row[..half]) + Row(row[half..]);
    }

    /// <summary>How long the first half of a row is, which takes whole blocks.</summary>
    public static int Half(int length) => ((length / Block) + 1) / 2 * Block;

    /// <summary>The sum of a row without one element: with the digits of the others, however large that one is.</summary>
    public static T Without<T>(ReadOnlySpan<T> row, int index)
        where T : unmanaged, IFloatingPointIeee754<T> => Row(row[..index]) + Row(row[(index + 1)..]);

    public static void Add<T>(Span<T> results, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(results, next, results);
}

/// <summary>The sum of the squares, in the same order as the sum.</summary>
internal readonly struct SumOfSquaresReduction : IReduction<SumOfSquaresReduction>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => Products(row, row);

    /// <summary>The sum of the products of two rows.</summary>
    public static T Products<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= SumReduction.Block)
        {
            return VectorMap.Sum<T, ProductFunction>(x, y);
        }

        var half = SumReduction.Half(x.Length);
        return Products(x[..half], y[..half]) + Products(x[half..], y[half..]);
    }

    public static void Add<T>(Span<T> results, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.MultiplyAddEstimate(next, next, results, results);

    public static void Start<T>(ReadOnlySpan<T> first, Span<T> results)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(first, first, results);

    public static void Join<T>(Span<T> results, ReadOnlySpan<T> others)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(results, others, results);
}

/// <summary>The largest element; NaN if there is one.</summary>
internal readonly struct MaxReduction : IReduction<MaxReduction>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.NegativeInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(row);

    public static void Add<T>(Span<T> results, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(results, next, results);
}

/// <summary>The smallest element; NaN if there is one.</summary>
internal readonly struct MinReduction : IReduction<MinReduction>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.PositiveInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(row);

    public static void Add<T>(Span<T> results, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(results, next, results);
}

/// <summary>The product: of long rows in double, because each factor rounds it once, in whatever order they are multiplied.</summary>
internal readonly struct ProductReduction : IReduction<ProductReduction>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.One;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Block = SumReduction.Block;
        if (row.Length <= Block || typeof(T) != typeof(float))
        {
            return TensorPrimitives.Product(row);
        }

        var product = 1.0;
        Span<double> block = stackalloc double[Block];
        for (; row.Length > 0; row = row[Math.Min(Block, row.Length)..])
        {
            var part = block[..Math.Min(Block, row.Length)];
            TensorPrimitives.ConvertTruncating(row[..part.Length], part);
            product *= TensorPrimitives.Product<double>(part);
        }

        return T.CreateTruncating(product);
    }

    public static void Add<T>(Span<T> results, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(results, next, results);
}

/// <summary>Joins results of a reduction.</summary>
internal readonly struct JoinReduction<TReduction> : IReduction<JoinReduction<TReduction>>
    where TReduction : struct, IReduction<TReduction>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => TReduction.OfNothing<T>();

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> result = [row[0]];
        for (var i = 1; i < row.Length; i++)
        {
            TReduction.Join(result, row.Slice(i, 1));
        }

        return result[0];
    }

    public static void Add<T>(Span<T> results, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TReduction.Join(results, next);
}

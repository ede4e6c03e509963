using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y_i = the product of all x_j but x_i along an axis: the derivative of <see cref="Prod"/>.</summary>
/// <remarks>
/// <para>The product of those before i times that of those after i, never divided out of the product of all: right with any number of
/// zeros. The product of no others is 1.</para>
/// <para>A product that is an ordinary number is right although one of its parts overflows or vanishes.</para>
/// <para>The derivative of y_i by x_k is the product of all but these two, which <see cref="ProductOfOthersGradient"/> sums over i, so that
/// derivatives of any order are products again. y has the shape of x.</para>
/// </remarks>
/// <kinks test="Prod_has_the_right_derivatives_with_any_number_of_zeros">
/// Smooth everywhere: with one zero only its own y is left, with two none.
/// </kinks>
/// <param name="Axis">The axis to multiply along, counted from the outermost.</param>
public sealed record ProductOfOthers(int Axis) : UnaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        Rows.Map<T, ProductOfOthersRow>(x, x, [Axis], y);
        if (!TensorPrimitives.IsNormalAll<T>(y))
        {
            // Perhaps only a part overflowed or underflowed.
            MapScaled(x, y);
        }
    }

    private void MapScaled<T>(NdArray<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var slices = new Slices(x.Shape, Axis);
        var before = ArrayPool<ScaledProduct>.Shared.Rent(slices.Length);
        for (var row = 0; row < slices.Outer * slices.Inner; row++)
        {
            var (outer, inner) = Math.DivRem(row, slices.Inner);
            var product = new ScaledProduct();
            for (var step = 0; step < slices.Length; step++)
            {
                before[step] = product;
                product.Multiply(double.CreateTruncating(x.Span[slices.Offset(outer, step, reverse: false) + inner]));
            }

            product = new ScaledProduct();
            for (var step = slices.Length - 1; step >= 0; step--)
            {
                var offset = slices.Offset(outer, step, reverse: false) + inner;
                before[step].Multiply(product);
                y[offset] = T.CreateTruncating(before[step].Value);
                product.Multiply(double.CreateTruncating(x.Span[offset]));
            }
        }

        ArrayPool<ScaledProduct>.Shared.Return(before);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new ProductOfOthersGradient(Axis).Apply(grad, x);

    // z_0 = 0, z_1 = 0 z_0 + 1, z_2 = x_0 z_1 + 0, z_3 = x_1 z_2 + 0, ...

    /// <summary>The products of the elements before each along an axis, or after each.</summary>
    internal static Node<T> Before<T>(Node<T> x, int axis, bool reverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var one = Slices.WithLength(x.Shape, axis, 1);
        Node<T> first = Node.Constant(NdArray.Ones<T>(one)), zero = Node.Constant(NdArray.Zeros<T>(one));
        var none = Node.Constant(NdArray.Zeros<T>(x.Shape));
        Node<T>[] factors = reverse ? [x, zero] : [zero, x];
        Node<T>[] terms = reverse ? [none, first] : [first, none];
        var products = new LinearRecurrence(axis, reverse).Apply(Node.Concat(factors, axis), Node.Concat(terms, axis));
        return reverse ? products.SliceAlong(axis, ..^1) : products.SliceAlong(axis, 1..);
    }
}

/// <summary>The product of the others of each element of a row. The second input is the first again.</summary>
/// <remarks>
/// Where a part of a product is below the smallest normal number, so that it may have lost digits, the first result is 0: no normal number.
/// </remarks>
internal readonly struct ProductOfOthersRow : IRowKernel2, IColumnKernel
{
    private const int Product = 0;
    private const int IsSmall = 1;

    public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // From both ends at once, because each product waits for the one before: the first to come leaves its own for the other.
        var half = z.Length / 2;
        var (before, after, least) = (T.One, T.One, T.One);
        for (var i = 0; i < half; i++)
        {
            var last = z.Length - 1 - i;
            (z[i], z[last]) = (before, after);
            (before, after) = (before * x[i], after * x[last]);
            least = T.MinNative(least, T.MinNative(T.Abs(before), T.Abs(after)));
        }

        if (z.Length % 2 != 0)
        {
            z[half] = before * after;
            (before, after) = (before * x[half], after * x[half]);
        }

        for (var i = half - 1; i >= 0; i--)
        {
            var last = z.Length - 1 - i;
            z[i] *= after;
            z[last] *= before;
            (before, after) = (before * x[last], after * x[i]);
            least = T.MinNative(least, T.MinNative(T.Abs(before), T.Abs(after)));
        }

        if (T.IsSubnormal(least))
        {
            z[0] = T.Zero;
        }
    }

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (stretch, one) = (ColumnSum.BlockOf(rows.Length), V.Number(1));
        rows.Keep(IsSmall, V.Less(one, one));
        rows.Keep(Product, one);
        ColumnPass.Run<T, V, AfterPass<T, V>>(rows, stretch, descending: true);
        rows.Keep(Product, one);
        ColumnPass.Run<T, V, BeforePass<T, V>>(rows, stretch);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            V.Select(rows.Number<V>(IsSmall, row), V.Number(0), V.Load(ref rows.Z, row)).Store(ref rows.Z, row);
        }
    }

    // The product of the elements until now, and whether one was small.
    private struct Running<T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _product;
        private V _isSmall;

        public readonly V Product => _product;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Running<T, V> Begin(in ColumnBlock<T> rows, nint row) =>
            new() { _product = rows.Number<V>(ProductOfOthersRow.Product, row), _isSmall = rows.Number<V>(IsSmall, row) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Multiply(V x)
        {
            _product *= x;
            _isSmall |= V.Less(V.Abs(_product), VectorMath.Number<V>(Math.ScaleB(1, -1022), Math.ScaleB(1, -126)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
            rows.Keep(ProductOfOthersRow.Product, row, _product);
            rows.Keep(IsSmall, row, _isSmall);
        }
    }

    private struct AfterPass<T, V> : IColumnPass<AfterPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private Running<T, V> _after;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static AfterPass<T, V> Begin(in ColumnBlock<T> rows, nint row) => new() { _after = Running<T, V>.Begin(rows, row) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            _after.Product.Store(ref z, i);
            _after.Multiply(V.Load(ref y, i));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row) => _after.End(rows, row);
    }

    private struct BeforePass<T, V> : IColumnPass<BeforePass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private Running<T, V> _before;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static BeforePass<T, V> Begin(in ColumnBlock<T> rows, nint row) => new() { _before = Running<T, V>.Begin(rows, row) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            (V.Load(ref z, i) * _before.Product).Store(ref z, i);
            _before.Multiply(V.Load(ref y, i));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row) => _before.End(rows, row);
    }
}

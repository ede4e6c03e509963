namespace Autograd;

/// <summary>
/// y is made of the determinant of each matrix in a batch: the product of the pivots of its LU factorization.
/// </summary>
/// <remarks>In double also for float, without overflow on the way. Shapes: (..., n, n) gives (...).</remarks>
public abstract record DeterminantOp : UnaryOp
{
    private protected abstract double Of(ScaledProduct pivots);

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(Shape x)
    {
        Require.SquareMatrices(Name, x);
        return Matrices.Batch(x);
    }

    /// <inheritdoc/>
    protected sealed override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var n = x.Shape[^1];
        var lu = LuFactors.OfThread(n);
        for (var i = 0; i < y.Length; i++)
        {
            _ = lu.Factorize(x.Span.Slice(i * n * n, n * n));
            y[i] = T.CreateTruncating(Of(lu.Determinant));
        }
    }
}

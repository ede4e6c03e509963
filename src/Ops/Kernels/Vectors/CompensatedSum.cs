namespace Autograd;

/// <summary>A sum in double that keeps what its rounding loses: right to about one rounding, however many numbers are added.</summary>
/// <remarks>D. E. Knuth, The Art of Computer Programming, volume 2, 4.2.2: the error of a sum, without a comparison of sizes.</remarks>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    /// <summary>The sum; infinite or NaN where the plain sum is.</summary>
    public readonly double Value => double.IsFinite(_sum) ? _sum + _lost : _sum;

    /// <summary>Adds a number.</summary>
    public void Add(double x)
    {
        var sum = _sum + x;
        var added = sum - _sum;
        _lost += (_sum - (sum - added)) + (x - added);
        _sum = sum;
    }

    /// <summary>Multiplies the sum.</summary>
    public void Scale(double factor)
    {
        var product = _sum * factor;
        _lost = (_lost * factor) + Math.FusedMultiplyAdd(_sum, factor, -product);
        _sum = product;
    }
}

namespace Autograd;

/// <summary>
/// A product of many factors, as a mantissa and a power of two, so that no part of it overflows or underflows; as default, 0.
/// </summary>
internal struct ScaledProduct
{
    private const int SafeExponent = 1000;

    private double _mantissa;
    private int _exponent;

    /// <summary>The product of nothing, 1.</summary>
    public ScaledProduct() => _mantissa = 1;

    /// <summary>The product itself.</summary>
    public readonly double Value => Math.ScaleB(_mantissa, _exponent);

    /// <summary>ln |product|, also where the product itself would overflow; -infinity of 0.</summary>
    public readonly double LogMagnitude => Math.Abs(_exponent) < SafeExponent
        ? Math.Log(Math.Abs(Value))
        : Math.Log(Math.Abs(_mantissa)) + (_exponent * Math.Log(2));

    /// <summary>Multiplies by another product.</summary>
    public void Multiply(ScaledProduct other)
    {
        Multiply(other._mantissa);
        _exponent += other._exponent;
    }

    /// <summary>Adds another product.</summary>
    public void Add(ScaledProduct other)
    {
        if (_mantissa == 0 || other._mantissa == 0)
        {
            this = _mantissa == 0 ? other : this;
            return;
        }

        var exponent = Math.Max(_exponent, other._exponent);
        var sum = Math.ScaleB(_mantissa, _exponent - exponent) + Math.ScaleB(other._mantissa, other._exponent - exponent);
        var shift = sum != 0 && double.IsFinite(sum) ? Math.ILogB(sum) : 0;
        (_mantissa, _exponent) = (Math.ScaleB(sum, -shift), exponent + shift);
    }

    /// <summary>Multiplies by one more factor.</summary>
    public void Multiply(double factor)
    {
        if (factor == 0 || !double.IsFinite(factor))
        {
            _mantissa *= factor;
            return;
        }

        var exponent = Math.ILogB(factor);
        _mantissa *= Math.ScaleB(factor, -exponent);
        _exponent += exponent;
        if (Math.Abs(_mantissa) >= 2)
        {
            _mantissa /= 2;
            _exponent++;
        }
    }
}

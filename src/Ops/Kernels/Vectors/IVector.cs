using System.Numerics;

namespace Autograd;

/// <summary>A vector of numbers: what vector functions are written in, for every element type and vector width.</summary>
/// <remarks>
/// All but the estimates round alike for every width, so a function of one element has the same digits on every processor.
/// </remarks>
internal interface IVector<TSelf>
    where TSelf : struct, IVector<TSelf>
{
    /// <summary>Whether the elements are double, else float.</summary>
    static abstract bool IsDouble { get; }

    /// <summary>A number, rounded to the element type, in all elements.</summary>
    static abstract TSelf Number(double number);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    /// <summary>The bits of both.</summary>
    static abstract TSelf operator &(TSelf x, TSelf y);

    /// <summary>The bits of either.</summary>
    static abstract TSelf operator |(TSelf x, TSelf y);

    /// <summary>The bits, moved towards the sign.</summary>
    static abstract TSelf operator <<(TSelf x, int count);

    /// <summary>The bits, moved away from the sign, with zeros behind.</summary>
    static abstract TSelf operator >>>(TSelf x, int count);

    /// <summary>x y + z, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>x y + z, rounded once where the processor has an instruction for it, else twice.</summary>
    static abstract TSelf MultiplyAddEstimate(TSelf x, TSelf y, TSelf z);

    /// <summary>A function of each element, one after the other.</summary>
    static abstract TSelf Each<TFunction>(TSelf x)
        where TFunction : struct, INumberFunction;

    /// <summary>x 2^k for an integer k below 2^11 (float: 2^8) in size, rounded once where that is subnormal, or infinite.</summary>
    static abstract TSelf Scale(TSelf x, TSelf k);

    /// <summary>(1 + x) 2^k, where 1 + x is from 1/2 to 2 and rounded first.</summary>
    static abstract TSelf ScaleSuccessor(TSelf x, TSelf k);

    /// <summary>The square root of x, rounded once.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>|x|.</summary>
    static abstract TSelf Abs(TSelf x);

    /// <summary>|x| with the sign of y.</summary>
    static abstract TSelf CopySign(TSelf x, TSelf y);

    /// <summary>x, or the bound where x is below it; NaN stays NaN.</summary>
    static abstract TSelf AtLeast(TSelf bound, TSelf x);

    /// <summary>x, or the bound where x is above it; NaN stays NaN.</summary>
    static abstract TSelf AtMost(TSelf bound, TSelf x);

    /// <summary>The mask of the elements with x below y.</summary>
    static abstract TSelf Less(TSelf x, TSelf y);

    /// <summary>The mask of the elements with x below or equal to y.</summary>
    static abstract TSelf LessOrEqual(TSelf x, TSelf y);

    /// <summary>The mask of the elements with x equal to y.</summary>
    static abstract TSelf Equal(TSelf x, TSelf y);

    /// <summary>x where the mask is set, else y.</summary>
    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>Whether the mask is set everywhere.</summary>
    static abstract bool All(TSelf mask);
}

/// <summary>A function of one number that has no vector form.</summary>
internal interface INumberFunction
{
    /// <summary>The function of x.</summary>
    static abstract T Of<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>A vector of a known element type, on its way from memory and back.</summary>
internal interface IVector<TSelf, T> : IVector<TSelf>
    where TSelf : struct, IVector<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of elements.</summary>
    static abstract int Count { get; }

    /// <summary>Elements from memory.</summary>
    static abstract TSelf Load(ref T source, nint offset);

    /// <summary>The same element everywhere.</summary>
    static abstract TSelf Broadcast(T element);

    /// <summary>The first element.</summary>
    static abstract T First(TSelf x);

    /// <summary>The sum of the elements.</summary>
    static abstract T Sum(TSelf x);

    /// <summary>The largest element; of a vector without NaN.</summary>
    static abstract T Max(TSelf x);

    /// <summary>The elements to memory.</summary>
    void Store(ref T target, nint offset);
}

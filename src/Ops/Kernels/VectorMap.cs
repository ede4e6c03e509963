using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>A function of one number, written once as steps on vectors: for float and double, and for every width that the processor has.</summary>
internal interface IVectorFunction
{
    /// <summary>The function of each element.</summary>
    static abstract Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>A function of two numbers, written once as steps on vectors.</summary>
internal interface IVectorFunction2
{
    /// <summary>The function of each pair of elements.</summary>
    static abstract Vector<T> Of<T>(Vector<T> x, Vector<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Runs vector functions over arrays.</summary>
/// <remarks>What is left at the end is filled up to a whole vector, so that an element gets the same digits wherever it stands.</remarks>
internal static class VectorMap
{
    /// <summary>The function of one number.</summary>
    public static T One<T, TFunction>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction => TFunction.Of(new Vector<T>(x))[0];

    /// <summary>y_i = f(x_i).</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction
    {
        var input = MemoryMarshal.Cast<T, Vector<T>>(x);
        var output = MemoryMarshal.Cast<T, Vector<T>>(y);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = TFunction.Of(input[i]);
        }

        var left = input.Length * Vector<T>.Count;
        if (left < x.Length)
        {
            Span<T> filled = stackalloc T[Vector<T>.Count];
            TFunction.Of(Filled(x[left..], filled)).CopyTo(filled);
            filled[..(x.Length - left)].CopyTo(y[left..]);
        }
    }

    /// <summary>z_i = f(x_i, y_i).</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2
    {
        var first = MemoryMarshal.Cast<T, Vector<T>>(x);
        var second = MemoryMarshal.Cast<T, Vector<T>>(y);
        var output = MemoryMarshal.Cast<T, Vector<T>>(z);
        for (var i = 0; i < first.Length; i++)
        {
            output[i] = TFunction.Of(first[i], second[i]);
        }

        var left = first.Length * Vector<T>.Count;
        if (left < x.Length)
        {
            Span<T> filled = stackalloc T[Vector<T>.Count];
            TFunction.Of(Filled(x[left..], filled), Filled(y[left..], filled)).CopyTo(filled);
            filled[..(x.Length - left)].CopyTo(z[left..]);
        }
    }

    /// <summary>z_i = f(x_i, y_i), by all cores if the arrays are large.</summary>
    public static void RunOnCores<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2
    {
        if (Cores.Pay(z.Length))
        {
            Cores.Share(x, y, z, Run<T, TFunction>);
        }
        else
        {
            Run<T, TFunction>(x, y, z);
        }
    }

    private static Vector<T> Filled<T>(ReadOnlySpan<T> rest, Span<T> room)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        room.Clear();
        rest.CopyTo(room);
        return new Vector<T>(room);
    }
}

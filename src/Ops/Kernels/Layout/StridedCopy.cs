using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Copies elements that are a fixed stride apart; inlined, because it is called for a few elements, over and over.</summary>
internal static class StridedCopy
{
    /// <summary>target[i] = source[i stride].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Gather<T>(T* source, int stride, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (stride == 1)
        {
            new ReadOnlySpan<T>(source, target.Length).CopyTo(target);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[(nint)i * stride];
        }
    }

    /// <summary>target[i stride] = source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Scatter<T>(ReadOnlySpan<T> source, int stride, T* target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (stride == 1)
        {
            source.CopyTo(new Span<T>(target, source.Length));
            return;
        }

        for (var i = 0; i < source.Length; i++)
        {
            target[(nint)i * stride] = source[i];
        }
    }
}

using System.Numerics;

namespace Autograd;

/// <summary>Copies elements that are some steps apart.</summary>
internal static class Steps
{
    /// <summary>target[i] = source[i step].</summary>
    public static unsafe void Gather<T>(T* source, int step, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (step == 1)
        {
            new ReadOnlySpan<T>(source, target.Length).CopyTo(target);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[(nint)i * step];
        }
    }

    /// <summary>target[i step] = source[i].</summary>
    public static unsafe void Scatter<T>(ReadOnlySpan<T> source, int step, T* target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (step == 1)
        {
            source.CopyTo(new Span<T>(target, source.Length));
            return;
        }

        for (var i = 0; i < source.Length; i++)
        {
            target[(nint)i * step] = source[i];
        }
    }
}

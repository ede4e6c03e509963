using System.Numerics;

namespace Autograd;

/// <summary>
/// An operation element by element: each element of the output depends on the elements at the same index of its (stretched) inputs
/// alone.
/// </summary>
/// <remarks>So it can be computed in parts, by several threads, and together with its neighbors.</remarks>
public interface IElementwise
{
    /// <summary>Whether inputs may have shapes that broadcast; else all have the shape of the output.</summary>
    bool Broadcasts => false;

    /// <summary>Computes a part of the output.</summary>
    /// <param name="inputs">The whole values that went in.</param>
    /// <param name="start">Where the part starts in the output.</param>
    /// <param name="part">The part of the output, to be written; never the memory of an input.</param>
    void ComputePart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Computes operations element by element on all cores.</summary>
public static class Elementwise
{
    /// <summary>Computes every element of the output in parts, on several threads at once if it is large. Allocates nothing.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">The values that went in.</param>
    /// <param name="output">To be written.</param>
    public static void Compute<T>(IElementwise operation, ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(operation);
        ParallelLoop.Run(output.Length, output.Length, new Loop<T>(operation, inputs, output), equalShares: true);
    }

    private readonly ref struct Loop<T>(IElementwise operation, ReadOnlySpan<NdArray<T>> inputs, Span<T> output) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<NdArray<T>> _inputs = inputs;
        private readonly Span<T> _output = output;

        public void Run(int first, int count) => operation.ComputePart(_inputs, first, _output.Slice(first, count));
    }
}

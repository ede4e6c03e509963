using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>Where a thread copies parts of two matrices that it multiplies; kept for its next product.</summary>
internal sealed unsafe class MatrixWorkspace
{
    /// <summary>The inner length of both parts.</summary>
    public const int Depth = 256;

    /// <summary>The most rows of the first matrix, in bytes of one column.</summary>
    public const int RowBytes = 2048;

    /// <summary>How far apart copied rows are: not by a power of 2, so that they do not compete for the same lines of the cache.</summary>
    public const int PaddedDepth = Depth + Padding;

    private const int Padding = 16;
    private const int Alignment = 64;

    [ThreadStatic]
    private static MatrixWorkspace? s_ofThread;

    private readonly byte[] _memory;

    private MatrixWorkspace()
    {
        var panel = 2 * sizeof(Vector512<byte>) * Depth;
        var block = (RowBytes + (Padding * sizeof(double))) * PaddedDepth;
        _memory = GC.AllocateUninitializedArray<byte>(panel + block + Alignment, pinned: true);
        var start = (byte*)Unsafe.AsPointer(ref _memory[0]);
        Panel = start + (Alignment - ((nint)start % Alignment));
        Block = Panel + panel;
    }

    /// <summary>That of the calling thread.</summary>
    public static MatrixWorkspace OfThread => s_ofThread ??= new MatrixWorkspace();

    /// <summary>Room for a panel of the second matrix: <see cref="Depth"/> rows of two vectors.</summary>
    public byte* Panel { get; }

    /// <summary>Room for the rows of the first matrix, side by side or one below the other.</summary>
    public byte* Block { get; }

    /// <summary>How far apart copied columns are.</summary>
    public static int PaddedRows<T>()
        where T : unmanaged => (RowBytes / sizeof(T)) + Padding;
}

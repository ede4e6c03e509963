using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// Neighboring elementwise operations on arrays of one size, run tile by tile: all of them on the first tile, then all on the next.
/// </summary>
/// <remarks>
/// A tile of each array stays in the first cache from one operation to the next, and the cores are handed their tiles once for all
/// operations. Values that share a buffer are as long as each other, so a tile of one never overlaps another tile of another.
/// </remarks>
internal sealed class Tiles<T>(Instruction<T>[] instructions) : IInstruction
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TileBytes = 1 << 13;

    // Below two tiles there is nothing to gain.
    private static readonly int s_length = TileBytes / Unsafe.SizeOf<T>();

    private readonly int _size = instructions[0].Output.Shape.Size;

    /// <summary>Puts neighboring instructions together where that pays.</summary>
    public static IInstruction[] Of(IReadOnlyList<Instruction<T>> instructions)
    {
        var all = new List<IInstruction>();
        var run = new List<Instruction<T>>();
        foreach (var instruction in instructions)
        {
            if (run.Count > 0 && !Continues(run[0], instruction))
            {
                Add(all, run);
            }

            run.Add(instruction);
        }

        Add(all, run);
        return [.. all];
    }

    public void Run()
    {
        foreach (var instruction in instructions)
        {
            instruction.ReadValues();
        }

        var tiles = (_size + s_length - 1) / s_length;
        ParallelLoop.Run(tiles, (long)_size * instructions.Length, new TileLoop(instructions, _size), equalShares: true);
    }

    private static bool Continues(Instruction<T> first, Instruction<T> next)
    {
        var size = next.Output.Shape.Size;
        return first.Op is IElementwise && next.Op is IElementwise && size == first.Output.Shape.Size && size >= 2 * s_length;
    }

    private static void Add(List<IInstruction> all, List<Instruction<T>> run)
    {
        if (run.Count > 1)
        {
            all.Add(new Tiles<T>([.. run]));
        }
        else
        {
            all.AddRange(run);
        }

        run.Clear();
    }

    private readonly struct TileLoop(Instruction<T>[] instructions, int size) : IRangeLoop
    {
        public void Run(int first, int count)
        {
            for (var tile = first; tile < first + count; tile++)
            {
                var start = tile * s_length;
                foreach (var instruction in instructions)
                {
                    instruction.RunPart(start, Math.Min(s_length, size - start));
                }
            }
        }
    }
}

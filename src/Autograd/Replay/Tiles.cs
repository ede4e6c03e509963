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
    private readonly int _perPart = PartLength(instructions[0].Output.Shape.Size, instructions.Length);

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

        Cores.Run(Cores.PartCount(_size, _perPart), new Part(instructions, _size, _perPart));
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

    // Whole tiles, and as many as each core takes.
    private static int PartLength(int size, int operations)
    {
        var length = Cores.PartLength(size, (long)size * operations);
        return Cores.PartCount(length, s_length) * s_length;
    }

    private readonly struct Part(Instruction<T>[] instructions, int size, int length) : ICoreParts
    {
        public void Run(int part)
        {
            var end = Math.Min(size, (part + 1) * length);
            for (var start = part * length; start < end; start += s_length)
            {
                var count = Math.Min(s_length, end - start);
                foreach (var instruction in instructions)
                {
                    instruction.RunPart(start, count);
                }
            }
        }
    }
}

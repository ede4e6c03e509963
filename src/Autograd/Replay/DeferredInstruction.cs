using System.Numerics;

namespace Autograd;

/// <summary>
/// An operation of a replay whose result, a gradient of pieces (<see cref="IScatter"/>), is made when somebody first reads it. Until then a
/// run keeps the pieces alone; from then on it writes the result as any other, for whoever holds the array.
/// </summary>
/// <remarks>The inputs stay as they are from one run to the next, and the result holds a copy of the lists that it is made by.</remarks>
internal sealed class DeferredInstruction<T> : Instruction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private (int[] From, int[] To)[] _lists;

    public DeferredInstruction(Op operation, Shape shape, Node<T>[] inputs)
        : base(operation, new LiveNode<T>(WithLists(operation, list => new IntList(list.Span)), shape, inputs), inputs) =>
        _lists = ToCopy();

    public override void Run()
    {
        foreach (var (from, to) in _lists)
        {
            from.CopyTo(to, 0);
        }

        if (!Output.IsDeferred)
        {
            base.Run();
        }
    }

    public override void ReadInstead(IntList list, IntList other)
    {
        base.ReadInstead(list, other);
        _lists = ToCopy();
    }

    private (int[] From, int[] To)[] ToCopy() => [.. ListsOf(Op).Zip(ListsOf(Output.Op!), (from, to) => (from.Items, to.Items))];
}

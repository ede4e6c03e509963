namespace Autograd;

// Whether a replay shows what its function would.
public partial class Replay<T>
{
    // Far above what another order of operations makes, far below what a moved point makes.
    private static readonly T s_tolerance = T.CreateChecked(typeof(T) == typeof(double) ? 1e-8 : 1e-3);

    /// <summary>
    /// Checks that the function can be replayed: records it anew, runs that at other values, and compares with what the function itself
    /// computes there.
    /// </summary>
    /// <remarks>
    /// Parameters, and constants and lists that can be set, are moved a little, the items of lists turned by one place, for as long as
    /// the check takes; no other thread may use them meanwhile. Afterwards everything is as before, this replay too. It finds what no
    /// operation says: a field that changes from call to call, a list that code reads, numbers drawn at random. A branch that the moved
    /// values do not reach it does not find.
    /// </remarks>
    /// <exception cref="ReplayException">A result differs, or the function cannot be recorded; the message says where.</exception>
    public void Verify()
    {
        Recording.AnnounceDecision(nameof(Verify), Inside);
        var (tape, recorded) = Replay.Record(_function);
        var again = new Replay<T>(tape, recorded, _function);
        var moved = Move(tape, again);
        var turned = Turn(again);
        try
        {
            again.Run();
            Compare(again);
        }
        finally
        {
            foreach (var (node, before) in moved)
            {
                node.Exchange(before);
            }

            foreach (var (items, before) in turned)
            {
                before.CopyTo(items, 0);
            }
        }
    }

    private static List<(Node<T> Node, NdArray<T> Before)> Move(Tape<T> tape, Replay<T> replay)
    {
        var moved = new List<(Node<T>, NdArray<T>)>();
        foreach (var leaf in tape.Leaves.Where(leaf => leaf is Parameter<T> || !tape.ReadByCode.Contains(leaf)))
        {
            var value = new T[leaf.Shape.Size];
            for (var i = 0; i < value.Length; i++)
            {
                // Towards 0, so that a probability stays one; each element by another share.
                value[i] = leaf.Elements.Span[i] * T.CreateChecked(1 - (0.01 * (0.1 + (i * 0.618 % 1))));
            }

            if (leaf is Parameter<T>)
            {
                moved.Add((leaf, leaf.Exchange(new NdArray<T>(leaf.Shape, value))));
            }
            else if (Array.Exists(replay._instructions, instruction => instruction.Inputs.Contains(leaf)))
            {
                replay.Set(leaf, value);
                moved.Add((leaf, leaf.Exchange(new NdArray<T>(leaf.Shape, value))));
            }
        }

        return moved;
    }

    // A list that both recordings were given was there before; others are made anew by each call.
    private List<(int[] Items, int[] Before)> Turn(Replay<T> replay)
    {
        var turned = new List<(int[], int[])>();
        var lists = replay._instructions.SelectMany(instruction => instruction.Lists).Where(list => list.Count > 0).ToList();
        foreach (var list in lists.DistinctBy(list => list.Items).Where(IsGiven))
        {
            int[] before = [.. list];
            int[] items = [.. before.Skip(1), before[0]];
            try
            {
                replay.Set(list, items);
                turned.Add((list.Items, before));
            }
            catch (ArgumentException)
            {
                // Items that do not stand for each other, or a list that other code has said to use, which cannot be set.
            }
        }

        foreach (var (items, before) in turned)
        {
            before.AsSpan(1).CopyTo(items);
            items[^1] = before[0];
        }

        return turned;
    }

    private bool IsGiven(IntList list) =>
        _lists.ContainsKey(list.Items) || Array.Exists(_instructions, instruction => instruction.Holds(list));

    private void Compare(Replay<T> replay)
    {
        var results = _function();
        if (results.Count != replay.Results.Count)
        {
            throw new ReplayException(
                nameof(Verify), $"the function returned {replay.Results.Count} results when recorded, then {results.Count}");
        }

        for (var i = 0; i < results.Count; i++)
        {
            var (ours, theirs) = (replay.Results[i].Elements, results[i].Elements);
            if (ours.Shape != theirs.Shape)
            {
                throw new ReplayException(
                    nameof(Verify), $"result {i} has shape {ours.Shape} when replayed, and {theirs.Shape} when the function is called");
            }

            var scale = T.Zero;
            foreach (var element in theirs)
            {
                scale = T.IsFinite(element) ? T.Max(scale, T.Abs(element)) : scale;
            }

            for (var k = 0; k < ours.Size; k++)
            {
                var (our, their) = (ours.Span[k], theirs.Span[k]);
                if (!our.Equals(their) && !(T.Abs(our - their) <= s_tolerance * scale))
                {
                    throw new ReplayException(nameof(Verify), FormattableString.Invariant(
                        $"element {k} of result {i} {ours.Shape} is {our} when replayed at other values than recorded, and {their} when ")
                        + "the function is called there: something that it reads or decides is no operation (a field, a list, a random "
                        + "number), or was computed before");
                }
            }
        }
    }
}

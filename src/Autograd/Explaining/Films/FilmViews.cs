using static System.FormattableString;

namespace Autograd;

/// <summary>What a film shows at once: the whole graph with its parts as boxes, and each part with what is inside.</summary>
/// <remarks>
/// A box holds operations that were made one after the other, so that no path leaves it and returns: a part that was left and entered
/// again is two boxes. A leaf that only one box uses stands in it.
/// </remarks>
internal sealed class FilmViews
{
    // A view with more nodes than this is cut into boxes by the order of making.
    private const int MostUnits = 2000;
    private const int MostBoxes = 200;
    private const int LeastInBox = 100;

    private readonly IReadOnlyList<IReadOnlyList<int>> _inputs;
    private readonly Func<int, IReadOnlyList<string>> _partOf;
    private readonly Func<int, bool> _isLeaf;
    private readonly int[] _viewOf;
    private readonly List<FilmView> _views = [];

    /// <summary>Cuts a graph into views.</summary>
    /// <param name="inputs">Of each node the numbers of its inputs, which are smaller than its own.</param>
    /// <param name="isLeaf">Whether a node was given and not made by an operation.</param>
    /// <param name="partOf">The names of the parts that a node was made in, the outermost first.</param>
    public FilmViews(IReadOnlyList<IReadOnlyList<int>> inputs, Func<int, bool> isLeaf, Func<int, IReadOnlyList<string>> partOf)
    {
        (_inputs, _isLeaf, _partOf, _viewOf) = (inputs, isLeaf, partOf, new int[inputs.Count]);
        var consumers = new List<int>[inputs.Count];
        for (var node = 0; node < inputs.Count; node++)
        {
            consumers[node] = [];
            foreach (var input in inputs[node])
            {
                consumers[input].Add(node);
            }
        }

        // Parts are opened one after the other, however deep they lie in each other.
        var open = new Queue<(FilmView View, List<int> Nodes)>();
        Add(new FilmView(null, "", 0), [.. Enumerable.Range(0, inputs.Count)]);
        while (open.TryDequeue(out var next))
        {
            Fill(next.View, next.Nodes, consumers, Add);
        }

        FilmView Add(FilmView view, List<int> nodes)
        {
            _views.Add(view);
            nodes.ForEach(node => _viewOf[node] = _views.Count - 1);
            open.Enqueue((view, nodes));
            return view;
        }
    }

    /// <summary>The views; the first is that of the whole graph.</summary>
    public IReadOnlyList<FilmView> Views => _views;

    /// <summary>The innermost view that a node is in.</summary>
    public int ViewOf(int node) => _viewOf[node];

    private void Fill(FilmView view, List<int> nodes, List<int>[] consumers, Func<FilmView, List<int>, FilmView> add)
    {
        var number = _views.IndexOf(view);
        var boxes = Boxes(nodes.FindAll(node => !_isLeaf(node)), view.Depth);
        var boxOf = new Dictionary<int, int>();
        for (var box = 0; box < boxes.Count; box++)
        {
            boxes[box].Nodes.ForEach(node => boxOf[node] = box);
        }

        foreach (var leaf in nodes.FindAll(node => _isLeaf(node)))
        {
            var uses = consumers[leaf].Select(consumer => boxOf.GetValueOrDefault(consumer, -1)).Distinct().ToArray();
            if (uses is [var only and >= 0] && consumers[leaf].Count > 0)
            {
                boxOf[leaf] = only;
                boxes[only].Nodes.Add(leaf);
            }
        }

        // What comes from outside, the leaves, and then the others in the order of making: inputs stand before what uses them.
        var inside = nodes.ToHashSet();
        var units = nodes.SelectMany(node => _inputs[node]).Where(input => !inside.Contains(input)).Distinct().Order()
            .Select(input => new FilmUnit(input, null, IsOutside: true))
            .Concat(nodes.FindAll(node => _isLeaf(node) && !boxOf.ContainsKey(node)).Select(leaf => new FilmUnit(leaf, null)))
            .ToList();
        var done = new HashSet<int>();
        foreach (var node in nodes.Where(node => !_isLeaf(node)))
        {
            if (!boxOf.TryGetValue(node, out var box))
            {
                units.Add(new FilmUnit(node, null));
            }
            else if (done.Add(box))
            {
                boxes[box].Nodes.Sort();
                add(new FilmView(number, boxes[box].Name, view.Depth + 1), boxes[box].Nodes);
                units.Add(new FilmUnit(boxes[box].Nodes.Count, _views.Count - 1));
            }
        }

        view.SetUnits(
            units,
            Arcs(units, boxes, boxOf, nodes),
            unit => units[unit] is { View: null } one && (one.IsOutside || _isLeaf(one.Node)));
    }

    // Of each unit the units that it uses; of a node as often as it uses them.
    private int[][] Arcs(List<FilmUnit> units, List<(string Name, List<int> Nodes)> boxes, Dictionary<int, int> boxOf, List<int> nodes)
    {
        var (unitOfNode, unitOfBox) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        for (var unit = 0; unit < units.Count; unit++)
        {
            if (units[unit].View is null)
            {
                unitOfNode[units[unit].Node] = unit;
            }
            else
            {
                unitOfBox[unitOfBox.Count] = unit;
            }
        }

        // The boxes were added in the order of their first operations, which is the order of the list.
        int UnitOf(int node) => boxOf.TryGetValue(node, out var box) ? unitOfBox[box] : unitOfNode[node];
        var arcs = Array.ConvertAll(units.ToArray(), _ => Array.Empty<int>());
        foreach (var node in nodes.Where(node => !boxOf.ContainsKey(node)))
        {
            arcs[unitOfNode[node]] = [.. _inputs[node].Select(UnitOf)];
        }

        for (var box = 0; box < boxes.Count; box++)
        {
            arcs[unitOfBox[box]] = [.. boxes[box].Nodes.SelectMany(node => _inputs[node]).Select(UnitOf).Distinct()
                .Where(unit => unit != unitOfBox[box]).Order()];
        }

        return arcs;
    }

    // Runs of operations of one part; where that leaves too many, runs of a fixed length.
    private List<(string Name, List<int> Nodes)> Boxes(List<int> operations, int depth)
    {
        var boxes = new List<(string Name, List<int> Nodes)>();
        string? before = null;
        foreach (var node in operations)
        {
            var path = _partOf(node);
            var name = depth < path.Count ? path[depth] : null;
            if (name is not null && string.Equals(name, before, StringComparison.Ordinal))
            {
                boxes[^1].Nodes.Add(node);
            }
            else if (name is not null)
            {
                boxes.Add((name, [node]));
            }

            before = name;
        }

        boxes.RemoveAll(box => box.Nodes.Count == 1);
        var inBoxes = boxes.Sum(box => box.Nodes.Count);
        if (operations.Count - inBoxes + boxes.Count <= MostUnits)
        {
            return boxes;
        }

        var length = Math.Max(LeastInBox, operations.Count / MostBoxes);
        return
        [
            .. operations.Chunk(length).Where(run => run.Length > 1).Select(run => (Invariant($"n{run[0]} to n{run[^1]}"), run.ToList())),
        ];
    }
}

/// <summary>A view: units with their layout.</summary>
/// <param name="parent">The view that it is a box in; null for that of the whole graph.</param>
/// <param name="name">The name of the part.</param>
/// <param name="depth">How many parts it lies in.</param>
internal sealed class FilmView(int? parent, string name, int depth)
{
    public int? Parent => parent;

    public string Name => name;

    public int Depth => depth;

    public IReadOnlyList<FilmUnit> Units { get; private set; } = [];

    public FilmLayout Layout { get; private set; } = new([], _ => false);

    public void SetUnits(IReadOnlyList<FilmUnit> units, int[][] inputs, Func<int, bool> isLeaf) =>
        (Units, Layout) = (units, new FilmLayout(inputs, isLeaf));
}

/// <summary>A node in a view, or a part as a box.</summary>
/// <param name="Node">The number of the node; for a box how many nodes are inside.</param>
/// <param name="View">The view that the box opens; null for a node.</param>
/// <param name="IsOutside">Whether the node is not in this part, but used here.</param>
internal sealed record FilmUnit(int Node, int? View, bool IsOutside = false);

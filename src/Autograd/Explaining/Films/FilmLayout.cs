namespace Autograd;

/// <summary>Where the nodes of a graph stand: layers from left to right, rows from top to bottom, and the arcs between.</summary>
/// <remarks>
/// Layers are the longest paths; leaves stand one layer before their first consumer. The order within a layer comes from barycenters
/// (Sugiyama, Tagawa and Toda 1981), the rows from medians of neighbors with the order kept. The same graph gives the same drawing.
/// </remarks>
internal sealed class FilmLayout
{
    // An arc over more layers than this is drawn as a stub at either end, from a leaf sooner: shared weights would fill the page.
    private const int LongestArc = 12;
    private const int LongestArcOfLeaf = 4;

    private const int OrderingSweeps = 6;
    private const int RowSweeps = 8;

    // Below 1, or the picture drifts diagonally.
    private const double Pull = 0.9;
    private const double WeightOfBend = 8;
    private const double WeightOfLeaf = 0.01;
    private const double RoomOfBend = 0.4;

    private readonly int[] _layers;
    private readonly List<Cell> _cells = [];
    private readonly List<List<int>> _columns = [];
    private readonly List<FilmArc> _arcs = [];

    /// <summary>Lays out a graph.</summary>
    /// <param name="inputs">Of each node the numbers of its inputs, which are smaller than its own.</param>
    /// <param name="isLeaf">Whether a node was given and not made by an operation.</param>
    public FilmLayout(IReadOnlyList<IReadOnlyList<int>> inputs, Func<int, bool> isLeaf)
    {
        _layers = Layers(inputs, isLeaf);
        for (var node = 0; node < inputs.Count; node++)
        {
            AddCell(_layers[node], isLeaf(node) ? WeightOfLeaf : 1, 1);
        }

        for (var node = 0; node < inputs.Count; node++)
        {
            for (var argument = 0; argument < inputs[node].Count; argument++)
            {
                Connect(inputs[node][argument], node, argument, isLeaf);
            }
        }

        Order();
        PlaceRows();
    }

    /// <summary>The layer of each node, from 0 at the left.</summary>
    public IReadOnlyList<int> Layer => _layers;

    /// <summary>The row of each node; 0 is the center line, and neighbors are at least 1 apart.</summary>
    public double Row(int node) => _cells[node].Row;

    /// <summary>The arcs, in the order of consumers and their arguments.</summary>
    public IReadOnlyList<FilmArc> Arcs => _arcs;

    /// <summary>The rows at which an arc crosses the layers between its ends.</summary>
    public IEnumerable<double> Bends(FilmArc arc) => arc.Bends.Select(bend => _cells[bend].Row);

    private static int[] Layers(IReadOnlyList<IReadOnlyList<int>> inputs, Func<int, bool> isLeaf)
    {
        var layers = new int[inputs.Count];
        var consumers = new List<int>[inputs.Count];
        for (var node = 0; node < inputs.Count; node++)
        {
            consumers[node] = [];
            foreach (var input in inputs[node].Distinct())
            {
                consumers[input].Add(node);
                layers[node] = Math.Max(layers[node], isLeaf(input) ? 1 : layers[input] + 1);
            }
        }

        // From the end back: what few things lead to stands just before what first needs it, and a leaf always does.
        for (var node = inputs.Count - 1; node >= 0; node--)
        {
            var inner = inputs[node].Distinct().Count(input => !isLeaf(input));
            if (consumers[node].Count > 0 && (inner == 0 || inner < consumers[node].Count))
            {
                layers[node] = consumers[node].Min(consumer => layers[consumer]) - 1;
            }
        }

        return layers;
    }

    private int AddCell(int layer, double weight, double room)
    {
        while (_columns.Count <= layer)
        {
            _columns.Add([]);
        }

        _columns[layer].Add(_cells.Count);
        _cells.Add(new Cell(weight, room));
        return _cells.Count - 1;
    }

    private void Connect(int from, int to, int argument, Func<int, bool> isLeaf)
    {
        var isStub = _layers[to] - _layers[from] > (isLeaf(from) ? LongestArcOfLeaf : LongestArc);
        var bends = new List<int>();
        for (var layer = _layers[from] + 1; layer < _layers[to] && !isStub; layer++)
        {
            bends.Add(AddCell(layer, WeightOfBend, RoomOfBend));
        }

        _arcs.Add(new FilmArc(from, to, argument, isStub, bends));
        if (isStub)
        {
            return;
        }

        int[] path = [from, .. bends, to];
        for (var i = 1; i < path.Length; i++)
        {
            _cells[path[i - 1]].After.Add(path[i]);
            _cells[path[i]].Before.Add(path[i - 1]);
        }
    }

    private void Order()
    {
        Number();
        var (fewest, best) = (Crossings(), _columns.ConvertAll(column => column.ToArray()));
        for (var sweep = 0; sweep < OrderingSweeps && fewest > 0; sweep++)
        {
            foreach (var column in sweep % 2 == 0 ? _columns : Enumerable.Reverse(_columns))
            {
                var keys = column.ToDictionary(cell => cell, cell => Barycenter(_cells[cell], sweep % 2 == 0));
                var ordered = column.OrderBy(cell => keys[cell]).ToList();
                column.Clear();
                column.AddRange(ordered);
                Number(column);
            }

            if (Crossings() is var crossings && crossings < fewest)
            {
                (fewest, best) = (crossings, _columns.ConvertAll(column => column.ToArray()));
            }
        }

        for (var layer = 0; layer < _columns.Count; layer++)
        {
            _columns[layer] = [.. best[layer]];
        }

        Number();
    }

    private double Barycenter(Cell cell, bool forward) => (forward ? cell.Before : cell.After) is { Count: > 0 } neighbors
        ? neighbors.Average(neighbor => _cells[neighbor].Position)
        : cell.Position;

    private void Number() => _columns.ForEach(Number);

    private void Number(List<int> column)
    {
        for (var i = 0; i < column.Count; i++)
        {
            _cells[column[i]].Position = i;
        }
    }

    // Pairs of arcs between neighboring layers whose ends are in opposite orders, counted with a Fenwick tree.
    private long Crossings()
    {
        var crossings = 0L;
        for (var layer = 1; layer < _columns.Count; layer++)
        {
            var tree = new int[_columns[layer].Count + 1];
            var seen = 0;
            foreach (var cell in _columns[layer - 1])
            {
                var ends = _cells[cell].After.ConvertAll(next => _cells[next].Position);
                foreach (var end in ends)
                {
                    var upTo = 0;
                    for (var i = end + 1; i > 0; i -= i & -i)
                    {
                        upTo += tree[i];
                    }

                    crossings += seen - upTo;
                }

                foreach (var end in ends)
                {
                    seen++;
                    for (var i = end + 1; i < tree.Length; i += i & -i)
                    {
                        tree[i]++;
                    }
                }
            }
        }

        return crossings;
    }

    private void PlaceRows()
    {
        foreach (var column in _columns)
        {
            Place(column, cell => cell.Position - ((column.Count - 1) / 2.0));
        }

        for (var sweep = 0; sweep < RowSweeps; sweep++)
        {
            foreach (var column in sweep % 2 == 0 ? _columns : Enumerable.Reverse(_columns))
            {
                Place(column, Wish);
            }
        }
    }

    // Toward the median of the neighbors that are not leaves, or of the leaves where there are no others.
    private double Wish(Cell cell)
    {
        var neighbors = cell.Before.Concat(cell.After).Select(neighbor => _cells[neighbor]).ToList();
        if (neighbors.Exists(neighbor => neighbor.Weight >= 1))
        {
            neighbors.RemoveAll(neighbor => neighbor.Weight < 1);
        }

        if (neighbors.Count == 0)
        {
            return cell.Row;
        }

        double[] rows = [.. neighbors.Select(neighbor => neighbor.Row).Order()];
        return Pull * (rows[(rows.Length - 1) / 2] + rows[rows.Length / 2]) / 2;
    }

    // The rows closest to the wishes (weighted least squares) that keep order and room: neighbors that would overlap become a block.
    private void Place(List<int> column, Func<Cell, double> wish)
    {
        var blocks = new List<(double Row, double Weight, int Count)>();
        var offset = 0.0;
        var offsets = new double[column.Count];
        for (var i = 0; i < column.Count; i++)
        {
            var cell = _cells[column[i]];
            offset += i == 0 ? 0 : (_cells[column[i - 1]].Room + cell.Room) / 2;
            offsets[i] = offset;
            blocks.Add((wish(cell) - offset, cell.Weight, 1));
            while (blocks.Count > 1 && blocks[^2].Row > blocks[^1].Row)
            {
                var (upper, lower) = (blocks[^2], blocks[^1]);
                var weight = upper.Weight + lower.Weight;
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((((upper.Row * upper.Weight) + (lower.Row * lower.Weight)) / weight, weight, upper.Count + lower.Count));
            }
        }

        var placed = 0;
        foreach (var (row, _, count) in blocks)
        {
            for (var i = 0; i < count; i++, placed++)
            {
                _cells[column[placed]].Row = row + offsets[placed];
            }
        }
    }

    /// <summary>A node, or a bend of an arc that passes a layer.</summary>
    private sealed class Cell(double weight, double room)
    {
        public double Weight { get; } = weight;

        public double Room { get; } = room;

        public List<int> Before { get; } = [];

        public List<int> After { get; } = [];

        public int Position { get; set; }

        public double Row { get; set; }
    }
}

/// <summary>An arc of a drawing, from an input to the node that uses it.</summary>
/// <param name="From">The input.</param>
/// <param name="To">The node.</param>
/// <param name="Argument">Which of the node's arguments the input is.</param>
/// <param name="IsStub">Whether it is drawn only at its ends, because it is long.</param>
/// <param name="Bends">The cells in the layers between.</param>
internal sealed record FilmArc(int From, int To, int Argument, bool IsStub, IReadOnlyList<int> Bends);

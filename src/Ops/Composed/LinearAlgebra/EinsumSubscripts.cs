using System.Numerics;

namespace Autograd;

/// <summary>The subscripts of an Einsum, read: the letters of each operand and of the result.</summary>
internal sealed class EinsumSubscripts
{
    private const string Arrow = "->";

    private readonly string _text;
    private readonly string[] _terms;
    private readonly string _output;
    private readonly Dictionary<char, int> _lengths = [];

    private EinsumSubscripts(string text, string[] terms, string output)
    {
        _text = text;
        _terms = terms;
        _output = output;
    }

    /// <summary>Reads the subscripts of a number of operands.</summary>
    /// <exception cref="ArgumentException">They are not well formed.</exception>
    public static EinsumSubscripts Parse(string subscripts, int operands)
    {
        ArgumentNullException.ThrowIfNull(subscripts);
        var terms = new List<string> { "" };
        var arrow = -1;
        for (var at = 0; at < subscripts.Length; at++)
        {
            var c = subscripts[at];
            if (subscripts.AsSpan(at).StartsWith(Arrow, StringComparison.Ordinal))
            {
                Require(arrow < 0, at, "a second '->'; one separates the inputs from the result");
                RequireAll(at);
                arrow = at;
                terms.Add("");
                at++;
            }
            else if (c == ',')
            {
                Require(arrow < 0, at, "a ',' after the '->'; there is one result");
                Require(terms.Count < operands, at, $"a ',', so more terms than operands; give {operands}, one for each operand");
                terms.Add("");
            }
            else if (c != ' ')
            {
                Require(char.IsAsciiLetter(c), at, $"'{c}' is not a letter from a to z or A to Z, ',' or '->'");
                Require(arrow < 0 || terms.Take(operands).Any(term => term.Contains(c)), at, $"the result has '{c}', which no operand has");
                Require(arrow < 0 || !terms[^1].Contains(c), at, $"the result has '{c}' twice");
                terms[^1] += c;
            }
        }

        RequireAll(subscripts.Length);
        var inputs = terms.Take(operands).ToArray();
        return new EinsumSubscripts(subscripts, inputs, arrow < 0 ? Implicit(inputs) : terms[^1]);

        void RequireAll(int at) =>
            Require(
                arrow >= 0 || terms.Count == operands,
                at,
                $"only {terms.Count} of {operands} terms before this; give one for each operand, with ',' between them");

        void Require(bool holds, int at, string problem)
        {
            if (!holds)
            {
                throw new ArgumentException($"Einsum: subscripts \"{subscripts}\", position {at}: {problem}.", nameof(subscripts));
            }
        }
    }

    /// <summary>The result for one operand.</summary>
    public Node<T> Apply<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLengths("x", _terms[0], x.Shape, Origins.OfInputs(x));
        var (node, letters) = Prepared(x, _terms[0], _output);
        return Ordered(node, letters, _output);
    }

    /// <summary>The result for two operands.</summary>
    public Node<T> Apply<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLengths("x", _terms[0], x.Shape, Origins.OfInputs(x, y));
        RequireLengths("y", _terms[1], y.Shape, Origins.OfInputs(x, y));
        var (left, xLetters) = Prepared(x, _terms[0], _terms[1] + _output);
        var (right, yLetters) = Prepared(y, _terms[1], _terms[0] + _output);

        // After the preparation, a letter of one operand alone is in the result.
        var batch = Where(xLetters, letter => yLetters.Contains(letter) && _output.Contains(letter));
        var summed = Where(xLetters, letter => yLetters.Contains(letter) && !_output.Contains(letter));
        var rows = Where(xLetters, letter => !yLetters.Contains(letter));
        var columns = Where(yLetters, letter => !xLetters.Contains(letter));
        var product = summed.Length == 0
            ? Ordered(left, xLetters, batch + rows).Reshape(Lengths(batch + rows, ones: columns.Length))
                * Ordered(right, yLetters, batch + columns).Reshape([.. Lengths(batch, ones: rows.Length), .. Lengths(columns)])
            : Product(left, xLetters, right, yLetters, batch, rows, summed, columns).Reshape(Lengths(batch + rows + columns));
        return Ordered(product, batch + rows + columns, _output);
    }

    private Node<T> Product<T>(
        Node<T> left, string xLetters, Node<T> right, string yLetters, string batch, string rows, string summed, string columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Whichever of the two orders a matrix has already costs no copy.
        var transposeX = Same(xLetters, batch + summed + rows);
        var transposeY = Same(yLetters, batch + columns + summed);
        var (m, k, n) = (Lengths(rows).Size, Lengths(summed).Size, Lengths(columns).Size);
        ReadOnlySpan<int> leading = batch.Length == 0 ? [] : [Lengths(batch).Size];
        var x = Ordered(left, xLetters, transposeX ? xLetters : batch + rows + summed)
            .Reshape([.. leading, .. transposeX ? [k, m] : (ReadOnlySpan<int>)[m, k]]);
        var y = Ordered(right, yLetters, transposeY ? yLetters : batch + summed + columns)
            .Reshape([.. leading, .. transposeY ? [n, k] : (ReadOnlySpan<int>)[k, n]]);
        return MatMul.Instance(transposeX, transposeY).Apply(x, y);
    }

    // Each letter once, and none that is not kept.
    private (Node<T> Node, string Letters) Prepared<T>(Node<T> node, string letters, string kept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        while (letters.FirstOrDefault(letter => letters.IndexOf(letter) != letters.LastIndexOf(letter)) is var twice and not default(char))
        {
            // The two axes last, as one of length n n: every n + 1-th of its elements is on the diagonal.
            var (first, last) = (letters.IndexOf(twice), letters.LastIndexOf(twice));
            var others = letters.Remove(last, 1).Remove(first, 1);
            var axes = Enumerable.Range(0, letters.Length).Where(axis => axis != first && axis != last).Append(first).Append(last);
            var n = _lengths[twice];
            node = node.Transpose([.. axes]).Reshape([.. node.Shape.Where((_, axis) => axis != first && axis != last), n * n])
                .Gather([.. Enumerable.Range(0, n).Select(i => i * (n + 1))], axis: -1);
            letters = others + twice;
        }

        var gone = Enumerable.Range(0, letters.Length).Where(axis => !kept.Contains(letters[axis])).ToArray();
        return gone.Length == 0 ? (node, letters) : (node.Sum(gone), Where(letters, kept.Contains));
    }

    private static Node<T> Ordered<T>(Node<T> node, string letters, string order)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Same(letters, order) ? node : node.Transpose([.. order.Select(letter => letters.IndexOf(letter))]);

    private void RequireLengths(string operand, string term, Shape shape, string inputs)
    {
        if (term.Length != shape.Rank)
        {
            throw new ShapeException(
                $"Einsum: subscripts \"{_text}\": the term \"{term}\" has {term.Length} letters, "
                + $"and {operand} has shape {shape} with {shape.Rank} axes; give one letter for each axis.{inputs}");
        }

        for (var axis = 0; axis < term.Length; axis++)
        {
            if (!_lengths.TryAdd(term[axis], shape[axis]) && _lengths[term[axis]] != shape[axis])
            {
                throw new ShapeException(
                    $"Einsum: subscripts \"{_text}\": '{term[axis]}' stands for length {_lengths[term[axis]]} before, "
                    + $"and for {shape[axis]}, axis {axis} of {operand} of "
                    + $"shape {shape}; all axes of one letter must be equally long.{inputs}");
            }
        }
    }

    private Shape Lengths(string letters, int ones = 0) => [.. letters.Select(letter => _lengths[letter]), .. Enumerable.Repeat(1, ones)];

    private static string Implicit(string[] inputs)
    {
        var all = string.Concat(inputs);
        return string.Concat(all.Where(letter => all.IndexOf(letter) == all.LastIndexOf(letter)).Order());
    }

    private static bool Same(string letters, string others) => string.Equals(letters, others, StringComparison.Ordinal);

    private static string Where(string letters, Func<char, bool> holds) => string.Concat(letters.Where(holds));
}

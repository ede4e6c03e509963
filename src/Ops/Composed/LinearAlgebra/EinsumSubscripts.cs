using System.Numerics;

namespace Autograd;

/// <summary>The subscripts of an Einsum, read: the letters of each operand and of the result.</summary>
internal sealed class EinsumSubscripts
{
    private const string Arrow = "->";
    private const string Dots = "...";

    // An ellipsis in a term that is read; and, by their distance from the last, the letters of the axes that it stands for.
    private const char Ellipsis = '\u2026';
    private const char LastUnnamed = '\uE000';

    private readonly string _text;
    private readonly string[] _terms;
    private readonly Dictionary<char, int> _lengths = [];
    private string _output;

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
            else if (subscripts.AsSpan(at).StartsWith(Dots, StringComparison.Ordinal))
            {
                Require(!terms[^1].Contains(Ellipsis), at, "a second '...'; a term has one");
                RequireInOperand(Ellipsis, Dots, at);
                terms[^1] += Ellipsis;
                at += Dots.Length - 1;
            }
            else if (c != ' ')
            {
                Require(char.IsAsciiLetter(c), at, $"'{c}' is not a letter from a to z or A to Z, '...', ',' or '->'");
                RequireInOperand(c, $"{c}", at);
                Require(arrow < 0 || !terms[^1].Contains(c), at, $"the result has '{c}' twice");
                terms[^1] += c;
            }
        }

        RequireAll(subscripts.Length);
        var inputs = terms.Take(operands).ToArray();
        return new EinsumSubscripts(subscripts, inputs, arrow < 0 ? Implicit(inputs) : terms[^1]);

        void RequireInOperand(char letter, string written, int at) => Require(
            arrow < 0 || terms.Take(operands).Any(term => term.Contains(letter)), at, $"the result has '{written}', which no operand has");

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

    /// <summary>The result.</summary>
    /// <param name="operands">As many as the subscripts were read for. The array is used up.</param>
    public Node<T> Apply<T>(Node<T>[] operands)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inputs = Origins.OfInputs(operands);
        NameEllipses(operands, inputs);
        for (var i = 0; i < operands.Length; i++)
        {
            RequireLengths(NameOf(i), _terms[i], operands[i].Shape, inputs);
        }

        var factors = operands.Zip(_terms).ToList();
        while (factors.Count > 1)
        {
            var (first, second) = Cheapest(factors);
            var kept = _output + string.Concat(factors.Where((_, i) => i != first && i != second).Select(factor => factor.Second));
            var product = Multiply(factors[first], factors[second], kept);
            factors.RemoveAt(second);
            factors[first] = product;
        }

        var (node, letters) = Prepared(factors[0].First, factors[0].Second, _output);
        return Ordered(node, letters, _output);
    }

    // The two whose product has the fewest terms; of several the first.
    private (int First, int Second) Cheapest<T>(List<(Node<T> Node, string Letters)> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var pairs = from first in Enumerable.Range(0, factors.Count)
                    from second in Enumerable.Range(first + 1, factors.Count - first - 1)
                    select (first, second);
        return pairs.MinBy(pair => (factors[pair.first].Letters + factors[pair.second].Letters).Distinct()
            .Aggregate(1.0, (product, letter) => product * _lengths[letter]));
    }

    // The product of two operands, summed over the letters that are not kept.
    private (Node<T> Node, string Letters) Multiply<T>((Node<T> Node, string Letters) x, (Node<T> Node, string Letters) y, string kept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (left, xLetters) = Prepared(x.Node, x.Letters, y.Letters + kept);
        var (right, yLetters) = Prepared(y.Node, y.Letters, x.Letters + kept);

        // After the preparation, a letter of one operand alone is kept.
        var batch = Where(xLetters, letter => yLetters.Contains(letter) && kept.Contains(letter));
        var summed = Where(xLetters, letter => yLetters.Contains(letter) && !kept.Contains(letter));
        var rows = Where(xLetters, letter => !yLetters.Contains(letter));
        var columns = Where(yLetters, letter => !xLetters.Contains(letter));
        var product = summed.Length == 0
            ? Ordered(left, xLetters, batch + rows).Reshape(Lengths(batch + rows, ones: columns.Length))
                * Ordered(right, yLetters, batch + columns).Reshape([.. Lengths(batch, ones: rows.Length), .. Lengths(columns)])
            : Product(left, xLetters, right, yLetters, batch, rows, summed, columns).Reshape(Lengths(batch + rows + columns));
        return (product, batch + rows + columns);
    }

    // Gives the axes of each ellipsis letters, and leaves out those of length 1 that others stretch.
    private void NameEllipses<T>(Node<T>[] operands, string inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lengths = new Dictionary<char, int>();
        for (var i = 0; i < operands.Length; i++)
        {
            var (term, shape) = (_terms[i], operands[i].Shape);
            var unnamed = shape.Rank - term.Length + 1;
            if (!term.Contains(Ellipsis) || unnamed < 0)
            {
                continue;
            }

            var letters = Unnamed(unnamed);
            _terms[i] = term.Replace($"{Ellipsis}", letters, StringComparison.Ordinal);
            foreach (var letter in letters)
            {
                var length = shape[_terms[i].IndexOf(letter)];
                if (length != 1 && lengths.GetValueOrDefault(letter, 1) is not 1 and var other && other != length)
                {
                    throw new ShapeException(
                        $"Einsum: subscripts \"{_text}\": axis {LastUnnamed - letter - 1} of '...' has length {other} before, and "
                        + $"{length} in {NameOf(i)} of shape {shape}; the axes are matched from the last one and must be equal or 1."
                        + inputs);
                }

                lengths[letter] = length == 1 ? lengths.GetValueOrDefault(letter, 1) : length;
            }
        }

        for (var i = 0; i < operands.Length; i++)
        {
            var (term, shape) = (_terms[i], operands[i].Shape);
            var stretched = Enumerable.Range(0, Math.Min(term.Length, shape.Rank))
                .Where(axis => shape[axis] == 1 && lengths.GetValueOrDefault(term[axis], 1) != 1).ToArray();
            operands[i] = stretched.Length == 0 ? operands[i] : operands[i].Squeeze(stretched);
            _terms[i] = string.Concat(term.Where((_, axis) => !stretched.Contains(axis)));
        }

        _output = _output.Replace($"{Ellipsis}", Unnamed(lengths.Count), StringComparison.Ordinal);
    }

    private static string Unnamed(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(fromLast => (char)(LastUnnamed + count - fromLast)));

    private static string NameOf(int operand) => operand switch
    {
        0 => "x",
        1 => "y",
        _ => $"operand {operand}",
    };

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
                $"Einsum: subscripts \"{_text}\": the term \"{term.Replace($"{Ellipsis}", Dots, StringComparison.Ordinal)}\" has "
                + $"{Where(term, char.IsAsciiLetter).Length} letters, "
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
        var once = all.Where(letter => letter != Ellipsis && all.IndexOf(letter) == all.LastIndexOf(letter)).Order();
        return string.Concat(all.Contains(Ellipsis) ? once.Prepend(Ellipsis) : once);
    }

    private static bool Same(string letters, string others) => string.Equals(letters, others, StringComparison.Ordinal);

    private static string Where(string letters, Func<char, bool> holds) => string.Concat(letters.Where(holds));
}

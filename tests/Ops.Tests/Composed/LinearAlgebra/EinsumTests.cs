using Autograd;

namespace Ops.Tests;

[TestFixture]
public class EinsumTests
{
    [Test]
    public void One_operand_agrees_with_nested_loops()
    {
        var random = new Random(21);
        for (var repeat = 0; repeat < 300; repeat++)
        {
            var lengths = Lengths(random);
            var term = Letters(random);
            var output = Output(random, term);
            var x = Initialize.Normal<double>(Shape(term, lengths), random);
            var expected = Loops([term], [x], output, lengths);
            ShouldBe(Node.Constant(x).Einsum($"{term}->{output}"), expected, $"{term}->{output}");

            var once = Once(term);
            ShouldBe(Node.Constant(x).Einsum(term), Loops([term], [x], once, lengths), term);
        }
    }

    [Test]
    public void Two_operands_agree_with_nested_loops()
    {
        var random = new Random(22);
        for (var repeat = 0; repeat < 1000; repeat++)
        {
            var lengths = Lengths(random);
            var (first, second) = (Letters(random), Letters(random));
            var output = Output(random, first + second);
            var (x, y) = (Initialize.Normal<double>(Shape(first, lengths), random),
                Initialize.Normal<double>(Shape(second, lengths), random));
            var expected = Loops([first, second], [x, y], output, lengths);
            ShouldBe(Node.Constant(x).Einsum($" {first}, {second} -> {output} ", Node.Constant(y)), expected,
                $"{first},{second}->{output}");

            var once = Once(first + second);
            ShouldBe(Node.Constant(x).Einsum($"{first},{second}", Node.Constant(y)),
                Loops([first, second], [x, y], once, lengths), $"{first},{second}");
        }
    }

    [Test]
    public void Several_operands_agree_with_nested_loops()
    {
        var random = new Random(23);
        for (var repeat = 0; repeat < 300; repeat++)
        {
            var lengths = Lengths(random);
            var terms = Enumerable.Range(0, random.Next(3, 5)).Select(_ => Letters(random)).ToArray();
            var output = Output(random, string.Concat(terms));
            var operands = Array.ConvertAll(terms, term => Initialize.Normal<double>(Shape(term, lengths), random));
            var nodes = Array.ConvertAll(operands, Node.Constant);
            var subscripts = $"{string.Join(",", terms)}->{output}";
            ShouldBe(nodes[0].Einsum(subscripts, nodes[1], nodes.AsSpan(2)), Loops(terms, operands, output, lengths), subscripts);
        }
    }

    // An ellipsis is written out as letters of its own, of which a term has the last ones; where an axis has length 1, it is stretched.
    [Test]
    public void An_ellipsis_agrees_with_nested_loops_over_the_axes_that_it_stands_for()
    {
        var random = new Random(24);
        for (var repeat = 0; repeat < 500; repeat++)
        {
            var lengths = Lengths(random);
            foreach (var letter in "XYZ")
            {
                lengths[letter] = random.Next(1, 4);
            }

            var named = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters(random)).ToArray();
            var unnamed = Array.ConvertAll(named, _ => "XYZ"[random.Next(4)..]);
            var at = Array.ConvertAll(named, term => random.Next(term.Length + 1));
            var full = named.Select((term, i) => term.Insert(at[i], unnamed[i])).ToArray();
            var written = string.Join(",", named.Select((term, i) => term.Insert(at[i], "...")));
            var longest = unnamed.MaxBy(letters => letters.Length)!;
            var output = Output(random, string.Concat(named));
            var place = random.Next(output.Length + 1);
            var ones = Array.ConvertAll(full, term => term.Where(letter => "XYZ".Contains(letter) && random.Next(3) == 0).ToArray());
            var operands = full.Select((term, i) => Initialize.Normal<double>(
                [.. term.Select(letter => ones[i].Contains(letter) ? 1 : lengths[letter])], random)).ToArray();
            foreach (var letter in longest)
            {
                lengths[letter] = full.Select((term, i) => term.Contains(letter) && !ones[i].Contains(letter) ? lengths[letter] : 1).Max();
            }

            var stretched = full.Select((term, i) => Node.Constant(operands[i]).BroadcastTo(Shape(term, lengths)).Value).ToArray();
            var nodes = Array.ConvertAll(operands, Node.Constant);
            ShouldAgree($"{written}->{output.Insert(place, "...")}", output.Insert(place, longest));
            ShouldAgree($"{written}->{output}", output);
            ShouldAgree(written, longest + Once(string.Concat(named)));

            void ShouldAgree(string subscripts, string result) => ShouldBe(
                nodes.Length == 1 ? nodes[0].Einsum(subscripts) : nodes[0].Einsum(subscripts, nodes[1], nodes.AsSpan(2)),
                Loops(full, stretched, result, lengths),
                subscripts);
        }
    }

    [Test]
    public void A_chain_is_multiplied_where_it_is_the_smallest_first()
    {
        // (1, 50) (50, 50) (50, 1): from the left, no product is larger than a row.
        var (row, square) = (new Parameter<double>(NdArray.Ones<double>([1, 50])), Node.Constant(NdArray.Ones<double>([50, 50])));
        var z = row.Einsum("ab,bc,cd->ad", square, square[.., ..1]);
        z.Scalar.ShouldBe(2500);
        TopologicalOrder.Of(z).Max(node => node.Shape.Size).ShouldBe(2500);
        TopologicalOrder.Of(z).Count(node => node.Shape.Size == 2500).ShouldBe(1);
    }

    [Test]
    public void An_ellipsis_that_cannot_be_is_named()
    {
        var x = Node.Constant(NdArray.Ones<double>([2, 3]));
        foreach (var (subscripts, position, problem) in new[]
        {
            ("......", 3, "a second '...'; a term has one"), ("ij->...", 4, "the result has '...', which no operand has"),
            ("i..j->", 1, "'.' is not a letter from a to z or A to Z, '...', ',' or '->'"),
        })
        {
            Should.Throw<ArgumentException>(() => x.Einsum(subscripts)).Message
                .ShouldContain($"Einsum: subscripts \"{subscripts}\", position {position}: {problem}");
        }

        Should.Throw<ShapeException>(() => x.Einsum("...ijk->i")).Message
            .ShouldContain("the term \"...ijk\" has 3 letters, and x has shape (2, 3) with 2 axes");
        Should.Throw<ShapeException>(() => x.Einsum("...,...i", Node.Constant(NdArray.Ones<double>([4, 1])))).Message
            .ShouldContain("axis -1 of '...' has length 3 before, and 4 in y of shape (4, 1); "
                + "the axes are matched from the last one and must be equal or 1");
        Should.Throw<ArgumentException>(() => x.Einsum("ij,ij,ij->", x)).Message.ShouldContain("more terms than operands; give 2");
        Should.Throw<ArgumentException>(() => x.Einsum("ij,ij->", x, x)).Message.ShouldContain("only 2 of 3 terms");
        Should.Throw<ArgumentNullException>(() => x.Einsum("ij,ij,ij->", x, (Node<double>)null!));
    }

    [Test]
    public void Products_that_have_names_come_out_as_those()
    {
        var (x, y) = (Node.Constant(new double[,] { { 1, 2 }, { 3, 4 } }), Node.Constant(new double[,] { { 5, 6 }, { 7, 8 } }));
        x.Einsum("ij,jk->ik", y).Value.ToArray().ShouldBe([19, 22, 43, 50]);
        x.Einsum("ij->ji").Value.ToArray().ShouldBe([1, 3, 2, 4]);
        x.Einsum("ba").Value.ToArray().ShouldBe([1, 3, 2, 4]);
        x.Einsum("ii").Scalar.ShouldBe(5);
        x.Einsum("ii->i").Value.ToArray().ShouldBe([1, 4]);
        x.Einsum("ij->").Scalar.ShouldBe(10);
        x.Einsum("ij,ij->ij", y).Value.ToArray().ShouldBe([5, 12, 21, 32]);
        x.Einsum("ij,ij->", y).Scalar.ShouldBe(70);
        x.Sum().Einsum(",->", y.Sum()).Scalar.ShouldBe(260);
        x.Einsum("ij->ij").ShouldBeSameAs(x);

        // As in NumPy, capitals come first.
        x.Einsum("bA").Value.ToArray().ShouldBe([1, 3, 2, 4]);
    }

    [Test]
    public void A_matrix_product_in_either_order_of_axes_copies_nothing()
    {
        foreach (var (subscripts, op) in new[] { ("ij,jk->ik", new MatMul()), ("ji,jk->ik", new MatMul(TransposeX: true)),
            ("ij,kj->ik", new MatMul(TransposeY: true)) })
        {
            var x = new Parameter<double>(NdArray.Ones<double>([2, 2]));
            var z = x.Einsum(subscripts, x);
            z.Op.ShouldBe(op);
            z.Inputs.ToArray().ShouldAllBe(input => input == x);
        }
    }

    [Test]
    public void Empty_axes_sum_to_0()
    {
        var x = Node.Constant(NdArray.Ones<double>([2, 0]));
        x.Einsum("ij,kj->ik", x).Value.ToArray().ShouldBe([0, 0, 0, 0]);
        x.Einsum("ij->i").Value.ToArray().ShouldBe([0, 0]);
        x.Einsum("ij,kl->jl", x).Shape.ShouldBe([0, 0]);
        x.Einsum("...j,...j->...", Node.Constant(NdArray.Ones<double>([1, 0]))).Value.ToArray().ShouldBe([0, 0]);
        x.Einsum("...,...->...", Node.Constant(NdArray.Ones<double>([1, 1]))).Shape.ShouldBe([2, 0]);
        Node.Constant(NdArray.Ones<double>([0, 0])).Einsum("ii->i").Shape.ShouldBe([0]);
    }

    private static Dictionary<char, int> Lengths(Random random) => "abcdE".ToDictionary(letter => letter, _ => random.Next(1, 4));

    private static string Letters(Random random) => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => "abcdE"[random.Next(5)]));

    private static string Output(Random random, string letters)
    {
        var distinct = letters.Distinct().ToArray();
        random.Shuffle(distinct);
        return new string(distinct[..random.Next(distinct.Length + 1)]);
    }

    private static string Once(string letters) =>
        string.Concat(letters.Where(letter => letters.Count(other => other == letter) == 1).Order());

    private static Shape Shape(string letters, Dictionary<char, int> lengths) => [.. letters.Select(letter => lengths[letter])];

    // The definition: for every value of every letter, the product of the elements is added where the letters of the result say.
    private static NdArray<double> Loops(string[] terms, NdArray<double>[] operands, string output, Dictionary<char, int> lengths)
    {
        var letters = string.Concat(terms).Distinct().ToArray();
        var shape = Shape(output, lengths);
        var result = new double[shape.Size];
        var count = letters.Aggregate(1, (product, letter) => product * lengths[letter]);
        for (var number = 0; number < count; number++)
        {
            var rest = number;
            var at = new Dictionary<char, int>();
            foreach (var letter in letters)
            {
                (rest, at[letter]) = Math.DivRem(rest, lengths[letter]);
            }

            var product = 1.0;
            for (var i = 0; i < terms.Length; i++)
            {
                product *= operands[i][[.. terms[i].Select(letter => at[letter])]];
            }

            result[output.Aggregate(0, (offset, letter) => (offset * lengths[letter]) + at[letter])] += product;
        }

        return new NdArray<double>(shape, result);
    }

    private static void ShouldBe(Node<double> actual, NdArray<double> expected, string subscripts)
    {
        actual.Shape.ShouldBe(expected.Shape, subscripts);
        actual.Value.ToArray().ShouldBe(expected.ToArray(), 1e-12, subscripts);
    }
}

namespace Autograd;

/// <summary>Tries the shape rule and Forward of an operation, apart from its rule.</summary>
internal static class OpTrial
{
    /// <summary>Wrong numbers of inputs and wrong shapes are either accepted and computed, or refused in words.</summary>
    public static CertificateItem ShapeRule(Node<double> node)
    {
        Shape[] right = [.. node.Inputs.Select(input => input.Shape)];
        var (refused, accepted) = (0, 0);
        foreach (var shapes in Others(right))
        {
            try
            {
                _ = node.Op!.ShapeFor(shapes);
                accepted++;
            }
            catch (ArgumentException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                var given = shapes.Length == 0 ? "no inputs" : $"shapes {string.Join(" and ", shapes)}";
                return new CertificateItem(
                    "shape rule",
                    false,
                    $"answers {exception.GetType().Name} for {given}; refuse them with a ShapeException that says what fits"
                    + (shapes.Length == right.Length ? "" : ", or declare with Arity how many inputs there are"));
            }
        }

        return new CertificateItem(
            "shape rule", true, $"{refused} of {refused + accepted} other shapes refused in words, and {node.Shape} filled");
    }

    /// <summary>Forward writes every element, gives the same again, and leaves its inputs alone.</summary>
    public static CertificateItem Forward(Node<double> node)
    {
        NdArray<double>[] inputs = [.. node.Inputs.Select(input => input.Value.Copy())];
        var (first, second) = (new double[node.Shape.Size], new double[node.Shape.Size]);

        // Different numbers, so that an element that is not written shows.
        first.AsSpan().Fill(double.NaN);
        second.AsSpan().Fill(12345);
        node.Op!.Evaluate<double>(inputs, first);
        node.Op.Evaluate<double>(inputs, second);
        var finding = (Array.FindIndex(first, double.IsNaN), first.AsSpan().SequenceEqual(second)) switch
        {
            _ when inputs.Where((input, i) => input != node.Inputs[i].Value).Any() => "writes into its inputs",
            ( >= 0 and var unwritten, _) => $"leaves element {unwritten} of the output unwritten",
            (_, false) => "gives two values for the same inputs",
            _ => null,
        };
        return new CertificateItem(
            "forward", finding is null, finding ?? "gives the same again, whatever was in the buffer, and leaves its inputs alone");
    }

    // No inputs, one too many, and one input with an axis more, longer or less.

    private static IEnumerable<Shape[]> Others(Shape[] right)
    {
        yield return [];
        yield return [.. right, right[^1]];
        for (var i = 0; i < right.Length; i++)
        {
            var shape = right[i];
            yield return With(right, i, new Shape([7, .. shape]));
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                int[] longer = [.. shape];
                longer[axis]++;
                yield return With(right, i, new Shape(longer));
                yield return With(right, i, new Shape([.. shape.Lengths[..axis], .. shape.Lengths[(axis + 1)..]]));
            }
        }
    }

    private static Shape[] With(Shape[] right, int input, Shape shape)
    {
        Shape[] shapes = [.. right];
        shapes[input] = shape;
        return shapes;
    }
}

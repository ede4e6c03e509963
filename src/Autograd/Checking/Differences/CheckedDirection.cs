namespace Autograd;

/// <summary>A direction along which derivatives are compared: that of one element, or of several together.</summary>
/// <param name="Name">The element, or the number of the random direction.</param>
/// <param name="Vector">How far each element of each input moves in a step of 1.</param>
/// <param name="Length">What a derivative along the vector is divided by.</param>
/// <param name="Input">The input of the element; -1 for several.</param>
/// <param name="Element">The element; -1 for several.</param>
internal sealed record CheckedDirection(string Name, double[][] Vector, double Length, int Input = -1, int Element = -1)
{
    /// <summary>The direction of one element, scaled by its size, but at least by 1.</summary>
    public static CheckedDirection By(CheckedFunction function, (int Input, int Element) at)
    {
        var name = $"input {at.Input}{GradientComparison.Position(function.Shapes[at.Input], at.Element)}";
        var size = Math.Abs(function.Point[at.Input][at.Element]);
        return new CheckedDirection(name, [], Length: 0, at.Input, at.Element).WithLength(function, PowerOfTwo(Math.Max(1, size)));
    }

    /// <summary>A random direction of some elements. It is not normalized: each moves as far as it would by itself.</summary>
    public static CheckedDirection Random(CheckedFunction function, (int Input, int Element)[] elements, int number, Random random)
    {
        var vector = Array.ConvertAll(function.Point, values => new double[values.Length]);
        foreach (var (input, element) in elements)
        {
            vector[input][element] = (random.Next(2) == 0 ? -1 : 1) * PowerOfTwo(Math.Max(1, Math.Abs(function.Point[input][element])));
        }

        return new CheckedDirection($"direction {number}", vector, Length: 1);
    }

    /// <summary>The largest power of two that is not larger than this.</summary>
    public static double PowerOfTwo(double size) => Math.ScaleB(1, Math.ILogB(size));

    /// <summary>The same element, moved by another length.</summary>
    public CheckedDirection WithLength(CheckedFunction function, double length)
    {
        var vector = Array.ConvertAll(function.Point, values => new double[values.Length]);
        vector[Input][Element] = length;
        return this with { Vector = vector, Length = length };
    }

    /// <summary>The elements that move.</summary>
    public IEnumerable<(int Input, int Element)> Moved => Vector.SelectMany((part, input) =>
        Enumerable.Range(0, part.Length).Where(element => part[element] != 0).Select(element => (input, element)));

    /// <summary>The sum of the products of two lists of arrays.</summary>
    public double Along(double[][] derivative) => Sum(derivative, (slope, move) => slope * move);

    /// <summary>The sum of the sizes of the terms of <see cref="Along"/>.</summary>
    public double SizeAlong(double[][] derivative) => Sum(derivative, (slope, move) => Math.Abs(slope * move));

    /// <summary>The same direction, but only of some elements.</summary>
    public CheckedDirection Of(IEnumerable<(int Input, int Element)> moved, string name)
    {
        var vector = Array.ConvertAll(Vector, part => new double[part.Length]);
        foreach (var (input, element) in moved)
        {
            vector[input][element] = Vector[input][element];
        }

        return new CheckedDirection(name, vector, Length);
    }

    /// <summary>The same direction with shorter steps.</summary>
    public CheckedDirection Shortened(double share) => this with
    {
        Vector = Array.ConvertAll(Vector, part => Array.ConvertAll(part, move => share * move)),
        Length = share * Length,
    };

    /// <summary>The same direction, but with one element moved the other way.</summary>
    public CheckedDirection Flipped((int Input, int Element) at)
    {
        var vector = Array.ConvertAll(Vector, part => part.ToArray());
        vector[at.Input][at.Element] = -vector[at.Input][at.Element];
        return this with { Vector = vector };
    }

    // An element needs no sum. What does not move has no part in one, and may be infinite.
    private double Sum(double[][] derivative, Func<double, double, double> term)
    {
        if (Element >= 0)
        {
            return term(derivative[Input][Element], Vector[Input][Element]);
        }

        var sum = 0.0;
        for (var input = 0; input < Vector.Length; input++)
        {
            for (var element = 0; element < Vector[input].Length; element++)
            {
                sum += Vector[input][element] == 0 ? 0 : term(derivative[input][element], Vector[input][element]);
            }
        }

        return sum;
    }
}

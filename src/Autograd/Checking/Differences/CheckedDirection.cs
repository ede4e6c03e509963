namespace Autograd;

/// <summary>A direction along which derivatives are compared: that of one element, or of several together.</summary>
/// <param name="Name">The element, or the number of the random direction.</param>
/// <param name="Vector">How far each element of each input moves in a step of 1.</param>
/// <param name="Length">What a derivative along the vector is divided by.</param>
/// <param name="Input">The input of the element; -1 for several.</param>
/// <param name="Element">The element; -1 for several.</param>
internal sealed record CheckedDirection(string Name, double[][] Vector, double Length, int Input = -1, int Element = -1)
{
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

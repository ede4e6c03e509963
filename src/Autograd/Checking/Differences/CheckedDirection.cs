using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>A direction along which derivatives are compared: that of one element, or of several together.</summary>
internal sealed class CheckedDirection
{
    // Signs drawn with one random number.
    private const int SignsOfDraw = 30;
    private const ulong ExponentBits = 0x7FF0_0000_0000_0000;

    private readonly Shape[]? _shapes;
    private double[][]? _vector;
    private string? _name;

    /// <summary>A direction of several elements.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="vector">How far each element of each input moves in a step of 1.</param>
    /// <param name="length">What a derivative along the vector is divided by.</param>
    public CheckedDirection(string name, double[][] vector, double length = 1) =>
        (_name, _vector, Length, Input, Element) = (name, vector, length, -1, -1);

    // One element moves by the length. Most directions are of this kind, and few are asked for a name or the whole vector.
    private CheckedDirection(Shape[] shapes, int input, int element, double length) =>
        (_shapes, Input, Element, Length) = (shapes, input, element, length);

    /// <summary>The element, or the number of the random direction.</summary>
    public string Name => _name ??= $"input {Input}{GradientComparison.Position(_shapes![Input], Element)}";

    /// <summary>How far each element of each input moves in a step of 1.</summary>
    public double[][] Vector
    {
        get
        {
            if (_vector is null)
            {
                _vector = Array.ConvertAll(_shapes!, shape => new double[shape.Size]);
                _vector[Input][Element] = Length;
            }

            return _vector;
        }
    }

    /// <summary>What a derivative along the vector is divided by.</summary>
    public double Length { get; }

    /// <summary>The input of the element; -1 for several.</summary>
    public int Input { get; }

    /// <summary>The element; -1 for several.</summary>
    public int Element { get; }

    /// <summary>Whether it moves elements together that are at a kink.</summary>
    public bool IsOfTie { get; init; }

    /// <summary>How far the element that moves farthest moves in a step of 1.</summary>
    public double Reach => Element >= 0
        ? Length
        : Vector.Max(part => part.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(part)));

    /// <summary>The elements that move.</summary>
    public IEnumerable<(int Input, int Element)> Moved => Vector.SelectMany((part, input) =>
        Enumerable.Range(0, part.Length).Where(element => part[element] != 0).Select(element => (input, element)));

    /// <summary>The direction of one element, scaled by its size, but at least by 1.</summary>
    public static CheckedDirection By(CheckedFunction function, (int Input, int Element) at) => new(
        function.Shapes, at.Input, at.Element, PowerOfTwo(Math.Max(1, Math.Abs(function.Point[at.Input][at.Element]))));

    /// <summary>
    /// A random direction of all elements of some inputs. It is not normalized: each moves as far as it would by itself.
    /// </summary>
    public static CheckedDirection Random(CheckedFunction function, IReadOnlyList<int> inputs, int number, Random random)
    {
        double[][] vector =
            [.. function.Point.Select((point, input) => inputs.Contains(input) ? Moves(point, random) : new double[point.Length])];
        return new CheckedDirection($"direction {number}", vector);
    }

    /// <summary>The largest power of two that is not larger than this.</summary>
    public static double PowerOfTwo(double size) =>
        (BitConverter.DoubleToUInt64Bits(size) & ExponentBits) is > 0 and var exponent
            ? BitConverter.UInt64BitsToDouble(exponent)
            : Math.ScaleB(1, Math.ILogB(size));

    /// <summary>The same element, moved by another length.</summary>
    public CheckedDirection WithLength(double length) => new(_shapes!, Input, Element, length);

    /// <summary>The sum of the products of two lists of arrays.</summary>
    public double Along(double[][] derivative)
    {
        // An element needs no sum.
        if (Element >= 0)
        {
            return derivative[Input][Element] * Length;
        }

        var sum = 0.0;
        for (var input = 0; input < Vector.Length; input++)
        {
            sum += Sums.Products(derivative[input], Vector[input]);
        }

        return sum;
    }

    /// <summary>The sum of the sizes of the terms of <see cref="Along"/>.</summary>
    public double SizeAlong(double[][] derivative)
    {
        if (Element >= 0)
        {
            return Math.Abs(derivative[Input][Element] * Length);
        }

        var sum = 0.0;
        for (var input = 0; input < Vector.Length; input++)
        {
            sum += Sums.ProductSizes(derivative[input], Vector[input]);
        }

        return sum;
    }

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
    public CheckedDirection Shortened(double share) => Element >= 0
        ? WithLength(share * Length)
        : new(Name, Array.ConvertAll(Vector, part => Array.ConvertAll(part, move => share * move)), share * Length);

    /// <summary>The same direction, but with one element moved the other way.</summary>
    public CheckedDirection Flipped((int Input, int Element) at)
    {
        var vector = Array.ConvertAll(Vector, part => part.ToArray());
        vector[at.Input][at.Element] = -vector[at.Input][at.Element];
        return new CheckedDirection(Name, vector, Length);
    }

    /// <summary>Numbers that are 1 or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Signs(int count, Random random)
    {
        var (signs, bits) = (new double[count], 0);
        for (var i = 0; i < count; i++)
        {
            bits = i % SignsOfDraw == 0 ? random.Next() : bits >> 1;
            signs[i] = (bits & 1) == 0 ? -1 : 1;
        }

        return signs;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Moves(double[] point, Random random)
    {
        var moves = Signs(point.Length, random);
        for (var i = 0; i < moves.Length; i++)
        {
            moves[i] *= PowerOfTwo(Math.Max(1, Math.Abs(point[i])));
        }

        return moves;
    }
}

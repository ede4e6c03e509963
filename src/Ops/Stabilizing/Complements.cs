using System.Numerics;

namespace Autograd;

/// <summary>
/// c + k f(z) for numbers c and k of which the sum cancels where f saturates, as 1 - sigmoid(z): the function that keeps its digits there.
/// </summary>
internal static class Complements
{
    /// <summary>The stable node for c + sign y, or null.</summary>
    /// <param name="number">c.</param>
    /// <param name="y">The other term.</param>
    /// <param name="sign">1 where y is added, -1 where it is subtracted.</param>
    /// <param name="formula">How it is written, where <c>_</c> stands for y.</param>
    public static Node<T>? Of<T>(double number, Node<T> y, int sign, string formula)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<Node<T>> replaced = [];
        var (node, factor) = Numbers.WithoutFactors(y, replaced);
        var written = replaced.Count == 0 ? "" : FormattableString.Invariant($"{factor} * ");
        return number == 0 || Of(number, sign * factor, node, replaced) is not (var stable, var moves, var function) ? null
            : Stabilizing.Replace(
                moves.Of(stable), formula.Replace("_", $"{written}{function}", StringComparison.Ordinal), [.. replaced, .. moves.Replaced]);
    }

    /// <summary>What is subtracted from 1, if a node is that, however it is written; else null.</summary>
    /// <param name="x">The node.</param>
    /// <param name="replaced">Receives the nodes in between.</param>
    public static Node<T>? OfOneMinus<T>(Node<T> x, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (sum, outer) = x.Op is Negate ? Numbers.WithoutFactors(x, replaced) : (x, 1);
        if (sum.Op is not (Add or Subtract) || !Stabilizing.TryReplace(sum, out var first, out var second)
            || (Numbers.Of(first) ?? Numbers.Of(second)) is not { } number)
        {
            return null;
        }

        replaced.Add(sum);
        var isFirst = Numbers.Of(first) is not null;
        var sign = sum.Op is Subtract ? -1 : 1;
        var (p, factor) = Numbers.WithoutFactors(isFirst ? second : first, replaced);
        var (c, k) = isFirst ? (number, sign * factor) : (sign * number, factor);
        return outer * c == 1 && outer * k == -1 ? p : null;
    }

    /// <summary>Whether a node is 1 - z.</summary>
    public static bool IsOneMinus<T>(Node<T> node, Node<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => OfOneMinus(node, []) is { } other && Twins.Are(z, other);

    private static (Node<T> Stable, Moves<T> Moves, string Function)? Of<T>(
        double c, double k, Node<T> y, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Moves.Behind<T, Sigmoid>(y) is { } sigma && (k == -c || k == -2 * c))
        {
            return (k == -c ? Times(c, (-sigma.Input).Sigmoid()) : Times(c, (-sigma.Input / 2).Tanh()), sigma, "Sigmoid(z)");
        }

        if (Moves.Behind<T, Exp>(y) is { } exp && k == -c)
        {
            return (Times(k, exp.Input.Expm1()), exp, "Exp(z)");
        }

        if (Moves.Behind<T, Tanh>(y) is { } tanh && (k == -c || k == c))
        {
            return (Times(2 * c, (k == c ? 2 * tanh.Input : -2 * tanh.Input).Sigmoid()), tanh, "Tanh(z)");
        }

        if (Moves.Behind<T, Erf>(y) is { } erf && (k == -c || k == c))
        {
            return (Times(c, (k == c ? -erf.Input : erf.Input).Erfc()), erf, "Erf(z)");
        }

        if (Moves.Behind<T, Erfc>(y) is { } erfc && (k == -c || k == -c / 2))
        {
            return (k == -c ? Times(c, erfc.Input.Erf()) : Times(c / 2, (-erfc.Input).Erfc()), erfc, "Erfc(z)");
        }

        if (Moves.Behind<T, Cos>(y) is { } cos && k == -c)
        {
            return (Times(2 * c, (cos.Input / 2).Sin().Square()), cos, "Cos(z)");
        }

        if (Moves.Behind<T, Cosh>(y) is { } cosh && k == -c)
        {
            return (Times(2 * k, (cosh.Input / 2).Sinh().Square()), cosh, "Cosh(z)");
        }

        if ((Moves.Behind<T, Square>(y) ?? Moves.Behind<T, PowConstant>(y)) is { Input.Op: Tanh } square && k == -c
            && square.Inner.Op is Square or PowConstant { Exponent: 2 } && Stabilizing.TryReplace(square.Input, out var z))
        {
            replaced.Add(square.Input);
            return (Times(c, SechSquared.Instance.Apply(z)), square, "Square(Tanh(z))");
        }

        // tanh z times itself.
        if (y.Op is Multiply && k == -c && Stabilizing.TryReplace(y, out var first, out var second)
            && first.Op is Tanh && second.Op is Tanh && Twins.Are(first, second) && Stabilizing.TryReplace(first, out var u))
        {
            replaced.AddRange([first, second]);
            return (Times(c, SechSquared.Instance.Apply(u)), new Moves<T>(y, u, []), "Tanh(z) * Tanh(z)");
        }

        // sqrt(z^2 + c^2) - c, which has become a hypotenuse, and sqrt(c^2 + z) - c.
        if (y.Op is Hypot && c / k < 0 && Stabilizing.TryReplace(y, out var leg, out var other)
            && (Numbers.Of(leg) ?? Numbers.Of(other)) == -c / k)
        {
            leg = Numbers.Of(leg) is null ? leg : other;
            return (Times(k, leg * (leg / (y + (-c / k)))), new Moves<T>(y, leg, []), "Hypot(z, number)");
        }

        if (y.Op is Sqrt && c / k < 0 && Stabilizing.TryReplace(y, out var sum) && sum.Op is Add
            && Stabilizing.TryReplace(sum, out var one, out var rest) && (Numbers.Of(one) ?? Numbers.Of(rest)) == c * c / (k * k))
        {
            replaced.Add(sum);
            rest = Numbers.Of(one) is null ? one : rest;
            return (Times(k, rest / (y + (-c / k))), new Moves<T>(y, rest, []), "Sqrt(z + number)");
        }

        return null;
    }

    private static Node<T> Times<T>(double number, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => number == 1 ? x : number == -1 ? -x : number * x;
}

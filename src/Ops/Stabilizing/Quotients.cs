using System.Numerics;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>The hyperbolic tangent as a quotient of exponentials, which overflow.</summary>
internal static class Quotients
{
    /// <summary>The hyperbolic tangent that x / y is, or null.</summary>
    public static Node<T>? OfTanh<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            (Sinh, Cosh) when TryReplace(x, out var z) && TryReplace(y, out var w) && Twins.Are(z, w) =>
                Replace(z.Tanh(), "Sinh(z) / Cosh(z)", [x, y, .. Twins.Both(z, w)]),

            // (e^z - 1) / (e^z + 1), of which the dividend has become expm1 z; and (1 - e^z) / (1 + e^z).
            (Expm1, Add) when TryReplace(x, out var z) && OfOnePlusExp(y) is { } exp && Twins.Are(z, exp.Input) =>
                Replace((z / 2).Tanh(), "(Exp(z) - 1) / (Exp(z) + 1)", [x, y, exp.Node, .. Twins.Both(z, exp.Input)]),
            (Negate, Add) when TryReplace(x, out var expm1) && expm1.Op is Expm1 && TryReplace(expm1, out var z)
                && OfOnePlusExp(y) is { } exp && Twins.Are(z, exp.Input) =>
                Replace((-z / 2).Tanh(), "(1 - Exp(z)) / (1 + Exp(z))", [x, expm1, y, exp.Node, .. Twins.Both(z, exp.Input)]),

            // (e^z - e^w) / (e^z + e^w), in either order below.
            (Subtract, Add) when TryReplace(x, out var a, out var b) && TryReplace(y, out var c, out var d)
                && a.Op is Exp && b.Op is Exp && ((Twins.Are(a, c) && Twins.Are(b, d)) || (Twins.Are(a, d) && Twins.Are(b, c)))
                && TryReplace(a, out var z) && TryReplace(b, out var w) =>
                Replace(((z - w) / 2).Tanh(), "(Exp(z) - Exp(y)) / (Exp(z) + Exp(y))", [x, y, a, b, c, d, .. InputTwins(a, b, c, d)]),
            _ => null,
        };

    /// <summary>1 / (e^z - 1), for a large z by e^-z, which does not overflow.</summary>
    public static Node<T> OfOneByExpm1<T>(Node<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (z > 1).Where(
            -Divide.Instance.Apply((-z).Exp(), Expm1.Instance.Apply(-z)), Reciprocal.Instance.Apply(Expm1.Instance.Apply(z)));

    /// <summary>The product of e^z and a quotient that became another exponential, or 1 / (1 + e^z).</summary>
    public static Node<T>? OfProduct<T>(Node<T> exp, Node<T> quotient)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        !TryReplace(exp, out var z) || !TryReplace(quotient, out var w) ? null
        : quotient.Op is Exp ? Replace((z + w).Exp(), $"Exp(z) * {quotient.Replaced!.Formula}", exp, quotient)
        : w.Op is Negate && TryReplace(w, out var u) && Twins.Are(z, u)
            ? Replace(z.Sigmoid(), $"Exp(z) * {quotient.Replaced!.Formula}", [exp, quotient, w, .. Twins.Both(z, u)])
        : null;

    // The exponents, where not each exponential stands in both.
    private static Node<T>[] InputTwins<T>(params Node<T>[] exponentials)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var exponents = exponentials.Select(exp => TryReplace(exp, out var z) ? z : exp).Distinct().ToArray();
        return exponents.Length > 2 ? exponents : [];
    }

    private static (Node<T> Node, Node<T> Input)? OfOnePlusExp<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        !TryReplace(node, out var x, out var y) ? null
        : Numbers.Of(x) == 1 && y.Op is Exp && TryReplace(y, out var z) ? (y, z)
        : Numbers.Of(y) == 1 && x.Op is Exp && TryReplace(x, out var w) ? (x, w) : null;
}

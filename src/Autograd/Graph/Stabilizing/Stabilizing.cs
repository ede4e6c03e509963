using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Autograd;

/// <summary>Whether unstable textbook formulas are recognized and become the stable operation. On by default.</summary>
/// <remarks>
/// For instance <c>Log(Softmax(z))</c> becomes <c>LogSoftmax(z)</c>; each operation says which formulas it recognizes. The stable
/// node goes past the inner ones, so asking for the gradient by one of those is refused, unless it was watched before: then it is not
/// replaced.
/// <para>A formula is recognized across statements and methods, as long as its inner nodes know their inputs. Recorded ones always do. A
/// constant of more than 64 elements does until its thread has made 32 more such inner nodes, so that it keeps no array for long: what is
/// computed with recording off, or from data alone, and has its logarithm taken much later, is computed as it is written.</para>
/// </remarks>
public static class Stabilizing
{
    // Of the nodes that a stable one stands for, so many keep their names.
    private const int MostNamed = 8;

    /// <summary>Whether this thread recognizes formulas now.</summary>
    public static bool IsOn => !GraphScope.Has(GraphModes.StabilizingOff);

    /// <summary>A scope in which every operation is recorded as it is written: <c>using (Stabilizing.Off()) { ... }</c>.</summary>
    public static GraphScope Off() => new(GraphModes.StabilizingOff);

    /// <summary>For a rule that recognizes a formula: the input of an inner unary operation, if that operation may be replaced.</summary>
    /// <param name="inner">The node of the inner operation.</param>
    /// <param name="x">Its input.</param>
    /// <returns>Whether recognizing is on, the user does not watch the node, and it still knows its input.</returns>
    public static bool TryReplace<T>(Node<T> inner, [NotNullWhen(true)] out Node<T>? x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inner);
        x = IsOn && MayBeReplaced(inner) && inner.KeptInputCount == 1 ? InputOf(inner, 0) : null;
        return x is not null;
    }

    /// <summary>For a rule that recognizes a formula: the inputs of an inner binary operation, if that operation may be replaced.</summary>
    /// <param name="inner">The node of the inner operation.</param>
    /// <param name="x">Its first input.</param>
    /// <param name="y">Its second input.</param>
    /// <returns>Whether recognizing is on, the user does not watch the node, and it still knows its inputs.</returns>
    public static bool TryReplace<T>(Node<T> inner, [NotNullWhen(true)] out Node<T>? x, [NotNullWhen(true)] out Node<T>? y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inner);
        (x, y) = IsOn && MayBeReplaced(inner) && inner.KeptInputCount == 2 ? (InputOf(inner, 0), InputOf(inner, 1)) : (null, null);
        return x is not null && y is not null;
    }

    /// <summary>For a rule that recognizes a formula: all inputs of an inner operation, if that operation may be replaced.</summary>
    /// <param name="inner">The node of the inner operation.</param>
    /// <returns>None if recognizing is off, the user watches the node, or it no longer knows its inputs.</returns>
    public static Node<T>[] Replaceable<T>(Node<T> inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inner);
        var inputs = new Node<T>[IsOn && MayBeReplaced(inner) ? inner.KeptInputCount : 0];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (InputOf(inner, i) is not { } input)
            {
                return [];
            }

            inputs[i] = input;
        }

        return inputs;
    }

    /// <summary>For a rule that recognizes a formula: whether a node is this number, given as a constant.</summary>
    public static bool IsConstant<T>(Node<T> node, T number)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(node);
        return node is { Op: null, RequiresGrad: false, Shape.Rank: 0 } && node.Elements.Scalar == number
            && !(GraphScope.IsObserved && GraphEvents.MayChange(node));
    }

    /// <summary>For a rule that recognizes a formula: whether a node is data with such elements only, given as a constant.</summary>
    public static bool HasOnly<T>(Node<T> node, Func<T, bool> isSuch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(isSuch);
        if (node is not { Op: null, RequiresGrad: false } || (GraphScope.IsObserved && GraphEvents.MayChange(node)))
        {
            return false;
        }

        foreach (var element in node.Elements.Span)
        {
            if (!isSuch(element))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// For a rule that recognizes a formula: whether two constants have the same elements, and no replay gives one of them others.
    /// </summary>
    public static bool AreEqual<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return !x.RequiresGrad && !y.RequiresGrad && IsOn && !GraphScope.IsObserved && x.Shape == y.Shape
            && x.Elements.Span.SequenceEqual(y.Elements.Span);
    }

    /// <summary>Remembers which formula a stable node stands for, so that messages can name it.</summary>
    /// <param name="stable">The node of the stable operation.</param>
    /// <param name="formula">The formula as the user wrote it.</param>
    /// <param name="inner">The inner nodes that are no longer on the path.</param>
    /// <returns><paramref name="stable"/> itself.</returns>
    public static Node<T> Replace<T>(Node<T> stable, string formula, params ReadOnlySpan<Node<T>> inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stable);
        var ids = new long[inner.Length];
        var whole = formula;
        List<(string Name, string Operation)> named = [];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = inner[i].Id;
            if (inner[i] is { Name: { } name, Op: { } op })
            {
                named.Add((name, op.Name));
            }

            // A node that is replaced now may itself stand for others.
            if (inner[i].Replaced is { } earlier)
            {
                named.AddRange(earlier.Named);
                whole = formula.Contains(earlier.Formula, StringComparison.Ordinal) ? whole
                    : $"{whole}, its {inner[i].Op!.Name} in place of {earlier.Formula}";
            }
        }

        stable.Details.Replaced = new Replacement(formula, ids) { Whole = whole, Named = [.. named.Distinct().Take(MostNamed)] };
        return stable;
    }

    // Not if the user watches it, and not if it may be given another value later than what it was computed from.
    private static bool MayBeReplaced<T>(Node<T> inner)
        where T : unmanaged, IFloatingPointIeee754<T> => !inner.IsWatched && !(GraphScope.IsObserved && GraphEvents.MayChange(inner));

    // The input as the inner operation read it: none if it was updated since, and no path for gradients if the inner operation recorded
    // none.
    private static Node<T>? InputOf<T>(Node<T> inner, int index)
        where T : unmanaged, IFloatingPointIeee754<T> => inner.InputAt(index) switch
        {
            Parameter<T> parameter when parameter.LastUpdate > inner.Id => null,
            Parameter<T> parameter when !inner.RequiresGrad && Recording.IsOn => parameter.Detach(),
            var input => input,
        };
}

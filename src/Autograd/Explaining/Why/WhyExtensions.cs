using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Explains a gradient.</summary>
public static class WhyExtensions
{
    private const int Listed = 6;
    private const int MostBehind = 16;

    // A gradient so much smaller than the output's is explained like one that is 0.
    private const double AlmostZero = 1e-6;

    /// <summary>The explanation of gradients of a node.</summary>
    /// <param name="output">The node that is differentiated.</param>
    /// <typeparam name="T">The element type.</typeparam>
    extension<T>(Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// Explains the gradient of this node (of the sum of its elements) by another one: what each use gave to it; and where it is 0,
        /// almost 0 or missing, the exact place where it was cut, and by what.
        /// </summary>
        /// <remarks>
        /// By a backward pass that is listened to, so it takes the time and the memory of all gradients at once; to see what lies behind a
        /// cut, by one more from there, of an invented gradient, which hooks on the way see too. Compute the graph inside <see
        /// cref="Origins.Capture"/>, and the explanation names lines of code.
        /// </remarks>
        /// <param name="wrt">The node to differentiate by, a parameter or an intermediate one.</param>
        /// <returns>The explanation; print it. If there is no gradient it says why, and throws nothing.</returns>
        public GradientExplanation<T> Why(Node<T> wrt)
        {
            ArgumentNullException.ThrowIfNull(output);
            ArgumentNullException.ThrowIfNull(wrt);
            if (!output.RequiresGrad)
            {
                return new(output, wrt)
                {
                    Missing = $"There is no gradient of {output.LabelAndOrigin}, for it is a constant: "
                        + MissingGradient.WhyConstant(output),
                };
            }

            GradientPaths<T> paths;
            try
            {
                paths = new GradientPaths<T>(output);
            }
            catch (GradientException exception)
            {
                return new(output, wrt) { Missing = exception.Message };
            }

            if (!paths.Graph.Contains(wrt))
            {
                return new(output, wrt) { Missing = MissingGradient.Explain(output, wrt, []).Message };
            }

            var gradient = paths.GradientOf(wrt);
            var largest = GradientPaths<T>.Largest(gradient);
            GradientTerm<T>[] terms = [.. paths.TermsOf(wrt)];
            var hasZeroTerm = Array.Exists(terms, term => GradientPaths<T>.Largest(term.Gradient) == 0);
            var isFaint = wrt != output && largest < AlmostZero;
            var zeros = isFaint ? [] : ZeroParts(gradient.Elements).ToArray();
            GradientCut<T>[] cuts = isFaint || hasZeroTerm ? [.. paths.CutsBefore(wrt, onlyZeros: !isFaint)]
                : zeros.Length > 0 ? [.. paths.PartsCutBefore(wrt)] : [];
            return new(output, wrt)
            {
                Gradient = gradient,
                Terms = terms,
                Cuts = isFaint ? WithThoseBehind(cuts, wrt) : cuts,
                Notes = isFaint && cuts.Length == 0 && gradient.Shape.Size > 0 ? [paths.Shrinking(wrt)] : zeros,
            };
        }
    }

    private static List<GradientCut<T>> WithThoseBehind<T>(IEnumerable<GradientCut<T>> first, Node<T> wrt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<GradientCut<T>> all = [.. first];
        for (var i = 0; i < all.Count && i < MostBehind; i++)
        {
            all.AddRange(GradientPaths<T>.CutsBehind(all[i], wrt).ExceptBy(all.Select(cut => cut.Node), cut => cut.Node));
        }

        return all;
    }

    // The positions of the first and of the last axis at which everything is 0.
    private static IEnumerable<string> ZeroParts<T>(NdArray<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rank = gradient.Shape.Rank;
        foreach (var axis in rank == 0 ? [] : rank == 1 ? (int[])[0] : [0, rank - 1])
        {
            var length = gradient.Shape[axis];
            var isZero = Enumerable.Repeat(true, length).ToArray();
            var inner = axis == 0 && length > 0 ? gradient.Size / length : 1;
            for (var i = 0; i < gradient.Size; i++)
            {
                isZero[i / inner % length] &= gradient.Span[i] == T.Zero;
            }

            int[] zeros = [.. isZero.Index().Where(part => part.Item).Select(part => part.Index)];
            if (zeros.Length > 0 && zeros.Length < length)
            {
                var more = zeros.Length > Listed ? ", ..." : "";
                yield return Invariant($"All of it is 0 at {zeros.Length} of {length} positions of axis {axis}: ")
                    + $"{string.Join(", ", zeros.Take(Listed))}{more}.";
            }
        }
    }
}

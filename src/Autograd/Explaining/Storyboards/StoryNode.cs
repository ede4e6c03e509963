using System.Numerics;

namespace Autograd;

/// <summary>A node in a storyboard: what it is, its value, and what happened to its gradient.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class StoryNode<T>(Node<T> node, int number, int[] inputs)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<StoryTerm<T>> _terms = [];

    public Node<T> Node { get; } = node;

    /// <summary>Its place among the nodes of the storyboard.</summary>
    public int Number { get; } = number;

    /// <summary>The numbers of its inputs, in the order of the operation's arguments.</summary>
    public IReadOnlyList<int> Inputs { get; } = inputs;

    /// <summary>Its value.</summary>
    public NdArray<T> Value => Node.Elements;

    /// <summary>The complete gradient; null if none arrived.</summary>
    public NdArray<T>? Gradient { get; private set; }

    /// <summary>Which elements of the gradient are zeros by structure, because no path leads there; null if there are none such.</summary>
    public bool[]? StrongZeros => _terms.Count > 0 && _terms.TrueForAll(term => term.StrongZeros is not null)
        ? [.. Enumerable.Range(0, Value.Size).Select(i => _terms.TrueForAll(term => term.StrongZeros![i]))]
        : null;

    /// <summary>What its consumers gave, in the order in which it arrived.</summary>
    public IReadOnlyList<StoryTerm<T>> Terms => _terms;

    /// <summary>Why no gradient arrived, in words; null if one did.</summary>
    public string? WhyNoGradient => Gradient is not null ? null
        : !Node.RequiresGrad ? MissingGradient.WhyConstant(Node)
        : "no rule on the way from the output gave it a gradient.";

    /// <summary>A node that somebody gave, or a constant that keeps no inputs.</summary>
    public bool IsLeaf => Inputs.Count == 0;

    /// <summary>Sets the complete gradient.</summary>
    public void Complete(Node<T> gradient) => Gradient = gradient.Elements;

    /// <summary>Notes what a consumer gave.</summary>
    /// <param name="from">The consumer.</param>
    /// <param name="gradient">What its rule returned.</param>
    /// <param name="support">Which of its elements are there by structure, when it was returned; null if all are.</param>
    /// <param name="isPiece">Whether the pass put it aside, to add all pieces of an array at once.</param>
    public void Receive(StoryNode<T> from, Node<T> gradient, Support<T>? support, bool isPiece)
    {
        var used = _terms.Count(term => term.From == from.Number);
        var argument = from.Inputs.Index().Where(input => input.Item == Number).Select(input => input.Index).ElementAt(used);
        _terms.Add(new StoryTerm<T>(from.Number, argument, gradient.Elements, AbsentIn(support), isPiece));
    }

    /// <summary>The sum after each term, added as the pass adds: the whole arrays in their order, then the pieces in theirs.</summary>
    public IEnumerable<NdArray<T>> Sums()
    {
        var (whole, sum) = (default(NdArray<T>?), default(NdArray<T>?));
        var pieces = new List<NdArray<T>>();
        foreach (var term in _terms)
        {
            if (term.IsPiece)
            {
                pieces.Add(term.Product);
                sum = Plus(sum, term.Product);
            }
            else
            {
                whole = Plus(whole, term.Product);
                sum = pieces.Aggregate(whole, (before, piece) => Plus(before, piece));
            }

            yield return sum!.Value;
        }
    }

    private static NdArray<T>? Plus(in NdArray<T>? before, in NdArray<T> term)
    {
        if (before is not { } there)
        {
            return term;
        }

        var sum = new T[term.Size];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = there.Span[i] + term.Span[i];
        }

        return new NdArray<T>(term.Shape, sum);
    }

    private static bool[]? AbsentIn(Support<T>? support) =>
        support is null ? null : Array.ConvertAll(support.Mask.Elements.ToArray(), there => there == T.Zero);
}

/// <summary>What a consumer gave to the gradient of one of its inputs.</summary>
/// <param name="From">The number of the consumer.</param>
/// <param name="Argument">Which of its arguments the input is.</param>
/// <param name="Product">What its rule returned for that argument.</param>
/// <param name="StrongZeros">Which of its elements are zeros by structure; null if there are none such.</param>
/// <param name="IsPiece">Whether the pass put it aside, to add all pieces of an array at once.</param>
internal sealed record StoryTerm<T>(int From, int Argument, NdArray<T> Product, bool[]? StrongZeros, bool IsPiece)
    where T : unmanaged, IFloatingPointIeee754<T>;

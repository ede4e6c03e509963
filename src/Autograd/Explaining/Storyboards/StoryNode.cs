using System.Numerics;

namespace Autograd;

/// <summary>A node in a storyboard: what it is, its value, and what happened to its gradient.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class StoryNode<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<StoryTerm<T>> _terms = [];

    public StoryNode(Node<T> node, int number, int[] inputs)
    {
        (Node, Number, Inputs) = (node, number, inputs);
        Value = node.Elements.Copy();
    }

    public Node<T> Node { get; }

    /// <summary>Its place among the nodes of the storyboard.</summary>
    public int Number { get; }

    /// <summary>The numbers of its inputs, in the order of the operation's arguments.</summary>
    public IReadOnlyList<int> Inputs { get; }

    /// <summary>The value when the storyboard was made.</summary>
    public NdArray<T> Value { get; }

    /// <summary>The complete gradient; null if none arrived.</summary>
    public NdArray<T>? Gradient { get; set; }

    /// <summary>Which elements of the gradient are there by structure alone: 1 where no path leads; null if there are none such.</summary>
    public bool[]? StrongZeros { get; set; }

    /// <summary>What its consumers gave, in the order in which the pass added it up.</summary>
    public IReadOnlyList<StoryTerm<T>> Terms => _terms;

    /// <summary>Why no gradient arrived, in words; null if one did.</summary>
    public string? WhyNoGradient => Gradient is not null ? null
        : !Node.RequiresGrad ? MissingGradient.WhyConstant(Node)
        : "No rule on the way from the output gave it a gradient.";

    /// <summary>A node that somebody gave, not an operation.</summary>
    public bool IsLeaf => Node.Op is null;

    /// <summary>Adds what a consumer gives to what is there.</summary>
    public void Receive(StoryNode<T> from, NdArray<T> product)
    {
        var used = _terms.Count(term => term.From == from.Number);
        var argument = from.Inputs.Index().Where(input => input.Item == Number).Select(input => input.Index).ElementAt(used);
        var sum = product;
        if (_terms.Count > 0)
        {
            var before = _terms[^1].Sum;
            var added = new T[product.Size];
            for (var i = 0; i < added.Length; i++)
            {
                added[i] = before.Span[i] + product.Span[i];
            }

            sum = new NdArray<T>(product.Shape, added);
        }

        _terms.Add(new StoryTerm<T>(from.Number, argument, product, sum));
    }

    /// <summary>Where a gradient is 0 by structure; null if it is so nowhere.</summary>
    public static bool[]? AbsentIn(Node<T> gradient) => Autograd.StrongZeros.AreIn(gradient)
        ? Array.ConvertAll(gradient.Details.Support!.Mask.Elements.ToArray(), there => there == T.Zero)
        : null;
}

/// <summary>What a consumer gave to the gradient of one of its inputs.</summary>
/// <param name="From">The number of the consumer.</param>
/// <param name="Argument">Which of its arguments the input is.</param>
/// <param name="Product">What its rule returned for that argument.</param>
/// <param name="Sum">What was there afterwards.</param>
internal sealed record StoryTerm<T>(int From, int Argument, NdArray<T> Product, NdArray<T> Sum)
    where T : unmanaged, IFloatingPointIeee754<T>;

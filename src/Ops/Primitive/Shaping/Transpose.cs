using System.Numerics;

namespace Autograd;

/// <summary>y has the axes of x in another order (permute): axis i of y is axis <c>Axes[i]</c> of x.</summary>
/// <remarks>The gradient goes back by the inverse order.</remarks>
/// <param name="Axes">Each axis of x once, counted from the outermost.</param>
public sealed record Transpose(IntList Axes) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        if (Axes.Count != x.Rank)
        {
            throw new ShapeException($"{Name}: axes {Axes} do not order the {x.Rank} axes of shape {x}; give each axis once.");
        }

        var each = Axes.Span.ToArray();
        Array.Sort(each);
        x.RequireAxes(new IntList(each), Name);

        return Permutation.Apply(x, Axes);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Permutation.Copy(x.Span, x.Shape, Axes.Span, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new Transpose(Permutation.Inverse(Axes)).Apply(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Transpose"/>
        /// <param name="axes">
        /// The axes of x in their new order, each once; negative ones count from the last. Left out,
        /// the order is reversed: the transpose of a matrix.
        /// </param>
        /// <returns>A node with the axes in that order.</returns>
        /// <exception cref="ShapeException">Not every axis is given.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Transpose(IntList axes = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            _ = x.Shape.Axes(axes);
            var order = new int[axes.IsDefault ? x.Shape.Rank : axes.Count];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = axes.IsDefault ? order.Length - 1 - i : x.Shape.Axis(axes[i]);
            }

            return new Transpose(new IntList(order)).Apply(x);
        }
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>z_n = softmax(x_n) sum(y_n) - y_n for each row: the derivative of <see cref="SoftLabelCrossEntropy"/> by its logits.</summary>
/// <remarks>
/// Computed as p_j (the sum of the other targets) - y_j (the sum of the other probabilities), which keeps its
/// digits when the model is confident and right. With p = softmax(x), the gradient of x is sum(y) p (grad -
/// sum(grad p)), that of y is sum(grad p) - grad. Both have the same shape, with the classes along the last axis.
/// </remarks>
/// <kinks test="Soft_labels_of_masked_classes_count_nothing">A row of nothing but -infinity gives 0.</kinks>
public sealed record SoftmaxMinusTargets : BinaryOp, IFused
{
    internal static readonly SoftmaxMinusTargets Instance = new();

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.Classes(Name, x);
        Require.SameShape(Name, "x", x, y);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => Rows.MapLast<T, Kernel>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        y.Sum(-1, keepDims: true) * new SoftmaxGradient([x.Shape.Rank - 1]).Apply(grad, x.Softmax());

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        (grad * x.Softmax()).Sum(-1, keepDims: true) - grad;

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => (inputs[0].Softmax() * inputs[1].Sum(-1, keepDims: true)) - inputs[1];

    private readonly struct Kernel : IRowKernel2
    {
        public void Row<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> z)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            default(SoftmaxRow).Row(logits, z);
            var likely = TensorPrimitives.IndexOfMax<T>(z);
            if (z[likely] == T.Zero)
            {
                return;
            }

            // The sum of all but one element is the total less that one, but for the largest: there the digits of the others would be lost.
            var improbability = SumReduction.Without<T>(z, likely);
            var wanted = TensorPrimitives.IndexOfMax(targets);
            var total = SumReduction.Row(targets);
            var unwanted = SumReduction.Without(targets, wanted);
            var ofLikely = Of(likely, z, targets);
            var ofWanted = Of(wanted, z, targets);
            VectorMap.Run<T, Function>(z, targets, total, z);
            (z[likely], z[wanted]) = (ofLikely, ofWanted);

            T Of(int j, ReadOnlySpan<T> p, ReadOnlySpan<T> y) =>
                (p[j] * (j == wanted ? unwanted : total - y[j])) - (y[j] * (j == likely ? improbability : T.One - p[j]));
        }
    }

    /// <summary>x (z - y) - y (1 - x).</summary>
    private readonly struct Function : IVectorFunction3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y, V z)
            where V : struct, IVector<V> => (x * (z - y)) - (y * (V.Number(1) - x));
    }
}

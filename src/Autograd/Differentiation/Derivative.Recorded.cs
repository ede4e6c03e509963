using System.Numerics;

namespace Autograd;

// Of a node that was computed from what it is differentiated by: the parameters of a model.
public static partial class Derivative
{
    /// <summary>A recorded node as a linear map of small changes of those that it was computed from: for many products.</summary>
    /// <param name="y">The node, such as the outputs of a model.</param>
    /// <param name="wrt">What to differentiate by: the parameters of the model, or nodes between.</param>
    /// <param name="differentiable">Whether the products are recorded.</param>
    /// <exception cref="GradientException">y does not depend on one of them; the message says where the path was cut.</exception>
    public static Linearization<T> Linearize<T>(Node<T> y, IReadOnlyList<Node<T>> wrt, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        LinearizeRecorded(nameof(Linearize), y, wrt, Tracing.IsRecorded(differentiable));

    /// <summary>The Hessian of a loss by the parameters of a model, as a product with vectors.</summary>
    /// <param name="loss">The loss, computed from the parameters; one element.</param>
    /// <param name="wrt">The parameters.</param>
    /// <exception cref="GradientException">The loss does not depend on one of them; the message says where the path was cut.</exception>
    /// <exception cref="ShapeException">The loss has several elements.</exception>
    public static CurvatureProduct<T> HessianProduct<T>(Node<T> loss, IReadOnlyList<Node<T>> wrt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = LinearizeRecorded(nameof(HessianProduct), loss, wrt, isRecorded: false);
        var curvature = Curvature(nameof(HessianProduct), linear);
        return new CurvatureProduct<T>(
            linear.Value, wrt, linear.Pullback.Of(seed: null, isRecorded: false), v => curvature.Of(v, isRecorded: false));
    }

    /// <summary>
    /// The Gauss-Newton matrix J^T H J of a loss by the parameters of a model, as a product with vectors: J is the Jacobian of the
    /// model's outputs, H the Hessian of the loss by these. It is positive semidefinite for a convex loss.
    /// </summary>
    /// <param name="outputs">The outputs of the model, computed from the parameters.</param>
    /// <param name="loss">The loss as a function of the outputs; one element.</param>
    /// <param name="wrt">The parameters.</param>
    /// <exception cref="GradientException">An output does not depend on one of them; the message says where the path was cut.</exception>
    /// <exception cref="ShapeException">The loss has several elements.</exception>
    public static CurvatureProduct<T> GaussNewtonProduct<T>(Node<T> outputs, Func<Node<T>, Node<T>> loss, IReadOnlyList<Node<T>> wrt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = LinearizeRecorded(nameof(GaussNewtonProduct), outputs, wrt, isRecorded: false);
        var inner = Linearize(nameof(GaussNewtonProduct), OfList(loss), [linear.Value], isRecorded: false);
        var curvature = Curvature(nameof(GaussNewtonProduct), inner);
        var slope = inner.Pullback.Of(seed: null, isRecorded: false)[0];
        return new CurvatureProduct<T>(
            inner.Value, wrt, linear.Pullback.Of(slope, isRecorded: false), v => GaussNewton(linear, curvature, v, isRecorded: false));
    }

    /// <summary>The Jacobians of a recorded node by those that it was computed from, as numbers.</summary>
    /// <param name="y">The node, such as the losses of the examples of a batch.</param>
    /// <param name="wrt">What to differentiate by.</param>
    /// <returns>An array for each, whose shape is that of y, followed by its own.</returns>
    /// <exception cref="GradientException">y does not depend on one of them; the message says where the path was cut.</exception>
    public static IReadOnlyList<NdArray<T>> Jacobian<T>(Node<T> y, IReadOnlyList<Node<T>> wrt)
        where T : unmanaged, IFloatingPointIeee754<T> => JacobianOf(LinearizeRecorded(nameof(Jacobian), y, wrt, isRecorded: false));

    /// <summary>The Hessian of a recorded node by those that it was computed from, as numbers, in blocks.</summary>
    /// <param name="loss">The node; one element.</param>
    /// <param name="wrt">What to differentiate by.</param>
    /// <returns>Arrays [a][b] whose shapes are that of node a, followed by that of node b.</returns>
    /// <exception cref="GradientException">It does not depend on one of them; the message says where the path was cut.</exception>
    /// <exception cref="ShapeException">It has several elements.</exception>
    public static IReadOnlyList<IReadOnlyList<NdArray<T>>> Hessian<T>(Node<T> loss, IReadOnlyList<Node<T>> wrt)
        where T : unmanaged, IFloatingPointIeee754<T> => HessianOf(LinearizeRecorded(nameof(Hessian), loss, wrt, isRecorded: false));

    /// <summary>The gradient of each example's loss by itself.</summary>
    /// <remarks>
    /// One forward and one backward pass for each example. Where all losses come from one batch and influence each other (batch
    /// normalization), take the Jacobian of the losses of the batch instead.
    /// </remarks>
    /// <param name="loss">Computes the loss of the example at an index, from the parameters.</param>
    /// <param name="count">The number of examples.</param>
    /// <param name="wrt">The parameters.</param>
    /// <returns>For each parameter an array of shape (count, ...) whose row k is the gradient of example k.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="GradientException">A loss does not depend on one of the parameters.</exception>
    /// <exception cref="ShapeException">A loss has several elements.</exception>
    public static IReadOnlyList<NdArray<T>> PerExampleGradients<T>(Func<int, Node<T>> loss, int count, IReadOnlyList<Node<T>> wrt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Tracing.RequireNodes(nameof(PerExampleGradients), wrt);
        var rows = NewBlocks([count], wrt);
        for (var k = 0; k < count; k++)
        {
            var linear = LinearizeRecorded(
                nameof(PerExampleGradients), Tracing.Call(nameof(PerExampleGradients), () => loss(k)), wrt, isRecorded: false);
            Tracing.RequireSingle(nameof(PerExampleGradients), linear.Value);
            WriteRow(rows, k, linear.Pullback.Of(seed: null, isRecorded: false));
        }

        return rows;
    }

    private static Linearization<T> LinearizeRecorded<T>(string transform, Node<T> y, IReadOnlyList<Node<T>> wrt, bool isRecorded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(y);
        Tracing.RequireNodes(transform, wrt);
        var linear = new Linearization<T>(y, wrt, isRecorded);
        return wrt.Except(linear.Pullback.Reached).FirstOrDefault() is { } missing
            ? throw MissingGradient.Explain(y, missing, linear.Pullback.Reached)
            : linear;
    }
}

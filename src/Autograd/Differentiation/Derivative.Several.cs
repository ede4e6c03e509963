using System.Numerics;

namespace Autograd;

// Of functions of several nodes.
public static partial class Derivative
{
    /// <summary>The gradients of f at x, by each node.</summary>
    /// <param name="f">A function of several nodes whose value has one element.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <param name="differentiable">Whether the results are recorded.</param>
    /// <returns>Nodes of the shapes of x.</returns>
    /// <exception cref="ShapeException">The value has several elements.</exception>
    public static IReadOnlyList<Node<T>> Gradient<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T> => ValueAndGradient(f, x, differentiable).Gradients;

    /// <summary>The value of f at x, and its gradients by each node.</summary>
    /// <inheritdoc cref="Gradient{T}(Func{IReadOnlyList{Node{T}}, Node{T}}, IReadOnlyList{Node{T}}, bool)" path="/param|/exception"/>
    /// <returns>The value, and nodes of the shapes of x.</returns>
    public static (Node<T> Value, IReadOnlyList<Node<T>> Gradients) ValueAndGradient<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = Linearize(nameof(Gradient), f, x, Tracing.IsRecorded(differentiable));
        Tracing.RequireSingle(nameof(Gradient), linear.Value);
        return (linear.Value, linear.Vjp(NdArray.Ones<T>(linear.Value.Shape)));
    }

    /// <summary>f near x as a linear map: for many products with one Jacobian.</summary>
    /// <param name="f">A function of several nodes.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <param name="differentiable">Whether the products are recorded.</param>
    public static Linearization<T> Linearize<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T> => Linearize(nameof(Linearize), f, x, Tracing.IsRecorded(differentiable));

    /// <summary>The value of f at x, and the vector-Jacobian products J^T v: the gradients of sum(v * f) by each node.</summary>
    /// <param name="f">A function of several nodes.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <param name="v">Of the shape of the value of f.</param>
    /// <param name="differentiable">Whether the results are recorded.</param>
    /// <returns>The value, and nodes of the shapes of x.</returns>
    /// <exception cref="ShapeException">The shape of v is another.</exception>
    public static (Node<T> Value, IReadOnlyList<Node<T>> Products) Vjp<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x, Node<T> v, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = Linearize(f, x, differentiable);
        return (linear.Value, linear.Vjp(v));
    }

    /// <summary>The value of f at x, and the Jacobian-vector product J u: how f changes when the nodes change along u.</summary>
    /// <param name="f">A function of several nodes.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <param name="u">A direction for each, of its shape.</param>
    /// <param name="differentiable">Whether the result is recorded.</param>
    /// <returns>The value, and a node of its shape.</returns>
    /// <exception cref="ShapeException">The number of directions, or a shape, is another.</exception>
    public static (Node<T> Value, Node<T> Product) Jvp<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x, IReadOnlyList<Node<T>> u, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = Linearize(f, x, differentiable);
        return (linear.Value, linear.Jvp(u));
    }

    /// <summary>The Hessian-vector product H v at x: how the gradients change when the nodes change along v.</summary>
    /// <param name="f">A function of several nodes whose value has one element.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <param name="v">A direction for each, of its shape.</param>
    /// <param name="differentiable">Whether the results are recorded.</param>
    /// <returns>Nodes of the shapes of x.</returns>
    /// <exception cref="ShapeException">The value has several elements; the number of directions, or a shape, is another.</exception>
    public static IReadOnlyList<Node<T>> HessianVectorProduct<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x, IReadOnlyList<Node<T>> v, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var isRecorded = Tracing.IsRecorded(differentiable);
        var linear = Linearize(nameof(HessianVectorProduct), f, x, isRecorded);
        Tracing.RequireShapes(nameof(HessianVectorProduct), v, linear.Inputs);
        return Curvature(nameof(HessianVectorProduct), linear).Of(Pack.Of(v), isRecorded);
    }

    /// <summary>The Gauss-Newton-vector product J^T H J v at x of loss(f(x)), for f of several nodes.</summary>
    /// <param name="f">A function of several nodes: what a model gives.</param>
    /// <param name="loss">A function of the value of f whose value has one element.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <param name="v">A direction for each, of its shape.</param>
    /// <param name="differentiable">Whether the results are recorded.</param>
    /// <returns>Nodes of the shapes of x.</returns>
    /// <exception cref="ShapeException">The loss has several elements; the number of directions, or a shape, is another.</exception>
    public static IReadOnlyList<Node<T>> GaussNewtonVectorProduct<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f,
        Func<Node<T>, Node<T>> loss,
        IReadOnlyList<Node<T>> x,
        IReadOnlyList<Node<T>> v,
        bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var isRecorded = Tracing.IsRecorded(differentiable);
        var linear = Linearize(nameof(GaussNewtonVectorProduct), f, x, isRecorded);
        Tracing.RequireShapes(nameof(GaussNewtonVectorProduct), v, linear.Inputs);
        var inner = Linearize(nameof(GaussNewtonVectorProduct), OfList(loss), [linear.Value], isRecorded);
        return GaussNewton(linear, Curvature(nameof(GaussNewtonVectorProduct), inner), Pack.Of(v), isRecorded);
    }

    /// <summary>The Jacobians of f at x as numbers, by each node.</summary>
    /// <param name="f">A function of several nodes.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <returns>An array for each node, whose shape is that of f, followed by that of the node.</returns>
    public static IReadOnlyList<NdArray<T>> Jacobian<T>(Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x)
        where T : unmanaged, IFloatingPointIeee754<T> => JacobianOf(Linearize(nameof(Jacobian), f, x, isRecorded: false));

    /// <summary>The Hessian of f at x as numbers, in blocks: [a][b] holds the second derivatives by nodes a and b.</summary>
    /// <param name="f">A function of several nodes whose value has one element.</param>
    /// <param name="x">The point: a value for each.</param>
    /// <returns>Arrays whose shapes are that of node a, followed by that of node b.</returns>
    /// <exception cref="ShapeException">The value has several elements.</exception>
    public static IReadOnlyList<IReadOnlyList<NdArray<T>>> Hessian<T>(
        Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x)
        where T : unmanaged, IFloatingPointIeee754<T> => HessianOf(Linearize(nameof(Hessian), f, x, isRecorded: false));

    private static Linearization<T> Linearize<T>(
        string transform, Func<IReadOnlyList<Node<T>>, Node<T>> f, IReadOnlyList<Node<T>> x, bool isRecorded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (output, variables) = Tracing.Call(transform, f, x, isRecorded);
        return new Linearization<T>(output, variables, isRecorded);
    }

    // The gradients of a function, packed, as a function of the same inputs: its pullback multiplies by the Hessian, which is symmetric.
    private static Pullback<T> Curvature<T>(string transform, Linearization<T> linear)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tracing.RequireSingle(transform, linear.Value);
        return new Pullback<T>(Tracing.Packed(linear.Pullback.Of(seed: null, isRecorded: true)), linear.Inputs);
    }

    private static Node<T>[] GaussNewton<T>(Linearization<T> linear, Pullback<T> curvatureOfLoss, Node<T> v, bool isRecorded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var along = linear.JvpPacked(v);
        var bent = curvatureOfLoss.Of(Pack.Of([along]), isRecorded)[0];
        return linear.Pullback.Of(bent, isRecorded);
    }
}

using System.Numerics;

namespace Autograd;

/// <summary>
/// Derivatives of functions of nodes: gradients, products with Jacobians and Hessians, and these matrices themselves.
/// </summary>
/// <remarks>
/// <para>Each comes for a function of one node, f(x), and for a function of several, f(x[0], x[1], ...); what is differentiated by the
/// parameters of a model takes a node that was computed from them. The point is a value: a function sees a variable of its own in its
/// place, and what it captures besides is fixed. Where it does not depend on an input, the derivative is 0. Nothing is accumulated.</para>
/// <para>They nest to any order: <c>Derivative.Gradient(x =&gt; Derivative.Gradient(f, x), x)</c>. What a transform returns inside a
/// function that is being differentiated is recorded; elsewhere it is a constant, as gradients are, unless <c>differentiable: true</c>
/// asks for more, to differentiate it by parameters that the function captures.</para>
/// </remarks>
public static partial class Derivative
{
    /// <summary>The gradient of f at x.</summary>
    /// <param name="f">A function of one node whose value has one element.</param>
    /// <param name="x">The point.</param>
    /// <param name="differentiable">Whether the result is recorded.</param>
    /// <returns>A node of the shape of x.</returns>
    /// <exception cref="ShapeException">The value has several elements.</exception>
    public static Node<T> Gradient<T>(Func<Node<T>, Node<T>> f, Node<T> x, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T> => ValueAndGradient(f, x, differentiable).Gradient;

    /// <summary>The value of f at x, and its gradient.</summary>
    /// <inheritdoc cref="Gradient{T}(Func{Node{T}, Node{T}}, Node{T}, bool)" path="/param|/exception"/>
    /// <returns>The value, and a node of the shape of x.</returns>
    public static (Node<T> Value, Node<T> Gradient) ValueAndGradient<T>(Func<Node<T>, Node<T>> f, Node<T> x, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (value, gradients) = ValueAndGradient(OfList(f), [x], differentiable);
        return (value, gradients[0]);
    }

    /// <summary>f near x as a linear map: for many products with one Jacobian.</summary>
    /// <param name="f">A function of one node.</param>
    /// <param name="x">The point.</param>
    /// <param name="differentiable">Whether the products are recorded.</param>
    public static Linearization<T> Linearize<T>(Func<Node<T>, Node<T>> f, Node<T> x, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T> => Linearize(OfList(f), [x], differentiable);

    /// <summary>The value of f at x, and the vector-Jacobian product J^T v: the gradient of sum(v * f).</summary>
    /// <param name="f">A function of one node.</param>
    /// <param name="x">The point.</param>
    /// <param name="v">Of the shape of the value of f.</param>
    /// <param name="differentiable">Whether the result is recorded.</param>
    /// <returns>The value, and a node of the shape of x.</returns>
    /// <exception cref="ShapeException">The shape of v is another.</exception>
    public static (Node<T> Value, Node<T> Product) Vjp<T>(Func<Node<T>, Node<T>> f, Node<T> x, Node<T> v, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = Linearize(f, x, differentiable);
        return (linear.Value, linear.Vjp(v)[0]);
    }

    /// <summary>The value of f at x, and the Jacobian-vector product J u: how f changes along u.</summary>
    /// <remarks>It is the vector-Jacobian product of the vector-Jacobian product: two backward passes.</remarks>
    /// <param name="f">A function of one node.</param>
    /// <param name="x">The point.</param>
    /// <param name="u">A direction, of the shape of x.</param>
    /// <param name="differentiable">Whether the result is recorded.</param>
    /// <returns>The value, and a node of its shape.</returns>
    /// <exception cref="ShapeException">The shape of u is another.</exception>
    public static (Node<T> Value, Node<T> Product) Jvp<T>(Func<Node<T>, Node<T>> f, Node<T> x, Node<T> u, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = Linearize(f, x, differentiable);
        return (linear.Value, linear.Jvp(u));
    }

    /// <summary>The Hessian-vector product H v at x: how the gradient changes along v, without the Hessian.</summary>
    /// <param name="f">A function of one node whose value has one element.</param>
    /// <param name="x">The point.</param>
    /// <param name="v">A direction, of the shape of x.</param>
    /// <param name="differentiable">Whether the result is recorded.</param>
    /// <returns>A node of the shape of x.</returns>
    /// <exception cref="ShapeException">The value has several elements, or the shape of v is another than that of x.</exception>
    public static Node<T> HessianVectorProduct<T>(Func<Node<T>, Node<T>> f, Node<T> x, Node<T> v, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T> => HessianVectorProduct(OfList(f), [x], [v], differentiable)[0];

    /// <summary>
    /// The Gauss-Newton-vector product J^T H J v at x of loss(f(x)): J is the Jacobian of f, H the Hessian of the loss by its input. It is
    /// positive semidefinite for a convex loss, whatever f is.
    /// </summary>
    /// <param name="f">A function of one node: what a model gives.</param>
    /// <param name="loss">A function of the value of f whose value has one element.</param>
    /// <param name="x">The point.</param>
    /// <param name="v">A direction, of the shape of x.</param>
    /// <param name="differentiable">Whether the result is recorded.</param>
    /// <returns>A node of the shape of x.</returns>
    /// <exception cref="ShapeException">The loss has several elements, or the shape of v is another than that of x.</exception>
    public static Node<T> GaussNewtonVectorProduct<T>(
        Func<Node<T>, Node<T>> f, Func<Node<T>, Node<T>> loss, Node<T> x, Node<T> v, bool differentiable = false)
        where T : unmanaged, IFloatingPointIeee754<T> => GaussNewtonVectorProduct(OfList(f), loss, [x], [v], differentiable)[0];

    /// <summary>
    /// The Jacobian of f at x as numbers: J[i, j] is the derivative of element i of f by element j of x, where i and j stand for as many
    /// indices as f and x have axes.
    /// </summary>
    /// <remarks>
    /// By rows, one backward pass for each element of f, or by columns, one for each element of x, whichever are fewer. A Jacobian that can
    /// be differentiated further is the verb of a node, <c>y.Jacobian(x)</c>.
    /// </remarks>
    /// <param name="f">A function of one node.</param>
    /// <param name="x">The point.</param>
    /// <returns>An array whose shape is that of f, followed by that of x.</returns>
    public static NdArray<T> Jacobian<T>(Func<Node<T>, Node<T>> f, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Jacobian(OfList(f), [x])[0];

    /// <summary>The Hessian of f at x as numbers: H[i, j] is the second derivative by elements i and j of x.</summary>
    /// <remarks>One backward pass through the gradient for each element of x.</remarks>
    /// <param name="f">A function of one node whose value has one element.</param>
    /// <param name="x">The point.</param>
    /// <returns>An array whose shape is that of x, twice.</returns>
    /// <exception cref="ShapeException">The value has several elements.</exception>
    public static NdArray<T> Hessian<T>(Func<Node<T>, Node<T>> f, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Hessian(OfList(f), [x])[0][0];

    private static Func<IReadOnlyList<Node<T>>, Node<T>> OfList<T>(Func<Node<T>, Node<T>> f)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => f(x[0]);
    }
}

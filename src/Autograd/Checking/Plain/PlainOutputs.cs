using System.Text;

namespace Autograd;

/// <summary>The outputs of a function without nodes, computed before; the rule asks for the Jacobian at the point.</summary>
/// <param name="Values">The outputs.</param>
/// <param name="Jacobian">The map of gradients of the outputs, of this shape, to gradients of the point.</param>
internal sealed record PlainOutputs(NdArray<double> Values, Func<Node<double>, Shape, LinearMap> Jacobian) : UnaryOp
{
    /// <inheritdoc/>
    public override string Name => "The function";

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => false;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x) => Values.Shape;

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = T.CreateChecked(Values.Span[i]);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => Jacobian((Node<double>)(object)x, y.Shape).Apply(grad);
}

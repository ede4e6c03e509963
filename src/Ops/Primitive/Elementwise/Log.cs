using System.Numerics;

namespace Autograd;

/// <summary>y = ln x, element by element; -infinity at 0, NaN below.</summary>
/// <remarks>
/// <para>y' = 1 / x; a strong zero of the gradient stays 0 at x = 0 (<see cref="StrongZeros"/>). y has the shape of x.</para>
/// <para>Recognized formulas (<see cref="Stabilizing"/>): <c>Log(Softmax(z))</c> becomes LogSoftmax(z), <c>Log(Sigmoid(z))</c>
/// LogSigmoid(z), <c>Log(Exp(z))</c> z, <c>Log(Erfc(z) / 2)</c> LogNormalCdf of -sqrt(2) z, and the like for <c>Cosh</c> and
/// <c>1 - Softmax(z)</c>. So does what is made of these and of positive numbers by <c>Sum</c>, <c>Mean</c>, <c>+ * /</c>, <c>Square</c> and
/// <c>Reciprocal</c>: <c>Log(Sum(Exp(z)))</c> becomes LogSumExp(z), <c>Log(1 + Exp(z))</c> Softplus(z), a product a sum of logarithms.
/// Any other <c>Log(1 + z)</c> and <c>Log(1 - z)</c> becomes Log1p(z) and Log1p(-z), unless z is a given number.
/// <c>Log(z + Sqrt(Square(z) + 1))</c> becomes Asinh(z), and <c>Log(Pow(z, p))</c> p Log(z). All of it also through what moves elements or
/// puts them together (<c>Concat</c>, <c>Stack</c>, <c>Pad</c>, <c>Where</c>).</para>
/// </remarks>
/// <kinks test="Where_keeps_an_infinite_slope_of_the_branch_not_taken_out">
/// At x = 0 the value is -infinity and the slope +infinity, except for a strong zero of the gradient.
/// </kinks>
public sealed record Log : ElementwiseOp
{
    internal static readonly Log Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, LogFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / x;
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Log"/>
        public Node<T> Log()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInLog(x) ?? Autograd.Log.Instance.Apply(x);
        }
    }
}

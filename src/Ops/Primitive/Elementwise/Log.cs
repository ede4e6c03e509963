using System.Numerics;

namespace Autograd;

/// <summary>y = ln x, element by element; -infinity at 0, NaN below.</summary>
/// <remarks>
/// <para>y' = 1 / x; a strong zero of the gradient stays 0 at x = 0 (<see cref="StrongZeros"/>). y has the shape of x.</para>
/// <para>Recognized formulas (<see cref="Stabilizing"/>): <c>Log(Softmax(z))</c> becomes LogSoftmax(z),
/// <c>Log(Sigmoid(z))</c> LogSigmoid(z), <c>Log(Sum(Exp(z)))</c> LogSumExp(z), <c>Log(1 + Exp(z))</c> Softplus(z),
/// and any other <c>Log(1 + z)</c> and <c>Log(1 - z)</c> Log1p(z) and Log1p(-z), unless z is a given number.</para>
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

using System.Numerics;

namespace Autograd;

/// <summary>y = ln x, element by element; -infinity at 0, NaN below.</summary>
/// <remarks>
/// <para>y' = 1 / x; a strong zero of the gradient stays 0 at x = 0 (<see cref="StrongZeros"/>). y has the shape of x.</para>
/// <para>Recognized formulas (<see cref="Stabilizing"/>): <c>Log(Softmax(z))</c> becomes LogSoftmax(z), <c>Log(Sigmoid(z))</c> LogSigmoid(z),
/// <c>Log(Sum(Exp(z)))</c> LogSumExp(z), <c>Log(1 + Exp(z))</c> Softplus(z), and any other <c>Log(1 + z)</c> and <c>Log(1 - z)</c> Log1p(z) and Log1p(-z), unless z is a given number.</para>
/// </remarks>
/// <kinks test="Where_keeps_an_infinite_slope_of_the_branch_not_taken_out">At x = 0 the value is -infinity and the slope +infinity, except for a strong zero of the gradient.</kinks>
public sealed record Log : ElementwiseOp
{
    internal static readonly Log Instance = new();

    /// <summary>The stable operation for the formula that ends in the logarithm of x, or null.</summary>
    internal static Node<T>? Stable<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (x.Op)
        {
            case Softmax softmax when Stabilizing.TryReplace(x, out var z):
                return Stabilizing.Replace(z.LogSoftmax(softmax.Axes.Span), "Log(Softmax(z))", x);
            case Sigmoid when Stabilizing.TryReplace(x, out var z):
                return Stabilizing.Replace(z.LogSigmoid(), "Log(Sigmoid(z))", x);
            case Sum sum when Stabilizing.TryReplace(x, out var exp) && exp.Op is Exp && Stabilizing.TryReplace(exp, out var z):
                return Stabilizing.Replace(z.LogSumExp(sum.Axes.Span, sum.KeepDims), "Log(Sum(Exp(z)))", x, exp);
            case Add when Stabilizing.TryReplace(x, out var one, out var exp) && Stabilizing.IsConstant(one, T.One) && exp.Op is Exp && Stabilizing.TryReplace(exp, out var z):
                return Stabilizing.Replace(z.Softplus(), "Log(1 + Exp(z))", x, exp);
            case Add when Stabilizing.TryReplace(x, out var exp, out var one) && Stabilizing.IsConstant(one, T.One) && exp.Op is Exp && Stabilizing.TryReplace(exp, out var z):
                return Stabilizing.Replace(z.Softplus(), "Log(Exp(z) + 1)", x, exp);
            case Add when Stabilizing.TryReplace(x, out var one, out var z) && Stabilizing.IsConstant(one, T.One) && !IsNumber(z):
                return Stabilizing.Replace(z.Log1p(), "Log(1 + z)", x);
            case Add when Stabilizing.TryReplace(x, out var z, out var one) && Stabilizing.IsConstant(one, T.One) && !IsNumber(z):
                return Stabilizing.Replace(z.Log1p(), "Log(z + 1)", x);
            case Subtract when Stabilizing.TryReplace(x, out var one, out var z) && Stabilizing.IsConstant(one, T.One) && !IsNumber(z):
                return Stabilizing.Replace((-z).Log1p(), "Log(1 - z)", x);
            default:
                return null;
        }
    }

    // What the user gave as one number is computed as it is written.
    private static bool IsNumber<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node is { Op: null, RequiresGrad: false, Shape.Rank: 0 };

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
        public Node<T> Log() => Autograd.Log.Stable(x) ?? Autograd.Log.Instance.Apply(x);
    }
}

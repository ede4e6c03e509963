#:project ../src/Ops/Ops.csproj

// Writes an operation in ten lines, checks its gradient, and fits a curve with it; then one that fuses two others.
//   dotnet run -c Release samples/CustomOp.cs

using System.Numerics;
using Autograd;

// 1. Check the rule below against difference quotients, to second order.
var point = Initialize.Normal<double>([2, 3], new Random(1));
Console.WriteLine(GradientCheck.Of(new Bump().Apply, point).ShouldPass());

// 2. Use it like any other: seven bumps, each with a center, a width and a height, fitted to a sine.
var random = new Random(1);
Node<double> x = NdArray.Linspace<double>(0, 6.3, 64).WithShape([64, 1]);
var target = x.Sin();
var center = new Parameter<double>(Initialize.Uniform<double>([7], random, 0, 6.4), "center");
var width = new Parameter<double>(NdArray.Ones<double>([7]), "width");
var height = new Parameter<double>(Initialize.Normal<double>([7, 1], random), "height");

var optimizer = new Sgd<double>([center, width, height], learningRate: 0.05, momentum: 0.9);
for (var step = 0; step <= 1000; step++)
{
    var bumps = new Bump().Apply((x - center) / width);
    var loss = bumps.MatMul(height).MeanSquaredError(target);
    if (step % 250 == 0)
    {
        Console.WriteLine($"step {step,4}: mean squared error {loss.Scalar:F6}");
    }

    optimizer.Step(loss.Backward());
}

// 3. One operation in the place of two: the certificate compares it with its composition too.
Console.WriteLine(GradientCheck.Certify(z => z.SquaredRelu(), point).ShouldPass());

/// <summary>y = e^(-x^2), element by element.</summary>
internal sealed record Bump : ElementwiseOp
{
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = T.Exp(-x[i] * x[i]);
        }
    }

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (-2 * x * y);
}

/// <summary>y = max(x, 0)^2, element by element: in one pass.</summary>
internal sealed record SquaredRelu : ElementwiseOp, IFused
{
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var positive = T.Max(x[i], T.Zero);
            y[i] = positive * positive;
        }
    }

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (2 * x.Relu());

    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Relu().Square();
}

internal static class Verbs
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public Node<T> SquaredRelu() => new SquaredRelu().Apply(x);
    }
}

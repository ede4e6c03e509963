#:project ../src/Ops/Ops.csproj

// Finds the mistake in the rule of an operation, from the first report to the certificate.
//   dotnet run -c Release samples/CheckYourOp.cs

using Autograd;

var random = new Random(1);
var x = Initialize.Normal<double>([3, 4], random);
var y = Initialize.Normal<double>([3, 4], random);

Console.WriteLine("1. The first try, WrongGate, somewhere in a model. Which rule is wrong?");
var w = new Parameter<double>(Initialize.Normal<double>([4, 4], random), "w");
using (Origins.Capture())
{
    var hidden = Node.Constant(x).MatMul(w).Tanh();
    var loss = new WrongGate().Apply(hidden, hidden.Softplus()).Named("gated").Square().Mean();
    Console.WriteLine(loss.CheckNodes());
}

Console.WriteLine();
Console.WriteLine("2. The operation on its own.");
Console.WriteLine(GradientCheck.Of(new WrongGate().Apply, x, y));

Console.WriteLine();
Console.WriteLine("3. The smallest case that fails, as a test to keep.");
Console.WriteLine(GradientCheck.Shrink(new WrongGate().Apply, x, y).Test);

Console.WriteLine();
Console.WriteLine("4. Mended, and certified.");
Console.WriteLine(GradientCheck.Certify(new Gate().Apply, x, y).ShouldPass());

/// <summary>z = x sigmoid(y), element by element: y decides how much of x passes.</summary>
internal abstract record GateForward : BinaryOp
{
    protected override Shape OutputShape(Shape x, Shape y) =>
        x == y ? x : throw new ShapeException($"{Name}: x has shape {x} and y has shape {y}; they must be the same.");

    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = x.Span[i] / (T.One + T.Exp(-y.Span[i]));
        }
    }

    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * y.Sigmoid();
}

/// <summary>The slope of the sigmoid s is s (1 - s), and the second factor is missing.</summary>
internal sealed record WrongGate : GateForward
{
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * z;
}

/// <summary>With the right slope: 1 - s(y) = s(-y).</summary>
internal sealed record Gate : GateForward
{
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * z * (-y).Sigmoid();
}

#:project ../src/Ops/Ops.csproj

using Autograd;

var x = Node.Constant(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
int[] labels = [0, 1, 1, 1];
var w = new Parameter<double>(new double[2, 2], "w");
var b = new Parameter<double>(new double[2], "b");
var optimizer = new Sgd<double>([w, b], learningRate: 1);
for (var step = 0; step <= 200; step++)
{
    var loss = (x.MatMul(w) + b).SoftmaxCrossEntropy(labels);
    if (step % 100 == 0) Console.WriteLine($"step {step,3}: loss {loss.Scalar:F4}");
    optimizer.Step(loss.Backward());
}

Console.WriteLine((x.MatMul(w) + b).Softmax().Value);
Console.WriteLine(GradientCheck.Of(w => (x.MatMul(w) + b).SoftmaxCrossEntropy(labels), w.Value).Passed);

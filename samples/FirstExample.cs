#:project ../src/Ops/Ops.csproj

using Autograd;

Node<double> x = new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
var w = new Parameter<double>(new double[2, 2], "w");
var b = new Parameter<double>(new double[2], "b");
Node<double> Logits(Node<double> w) => x.MatMul(w) + b;
Node<double> Loss(Node<double> w) => Logits(w).SoftmaxCrossEntropy([0, 1, 1, 1]);

Console.WriteLine($"loss before: {Loss(w).Scalar:F4}");
var optimizer = new Adam<double>([w, b], learningRate: 0.1);
for (var step = 0; step < 200; step++) optimizer.Step(Loss(w).Backward());
Console.WriteLine($"loss after:  {Loss(w).Scalar:F4}");

Console.WriteLine(Logits(w).Softmax().Value);
Console.WriteLine(GradientCheck.Of(Loss, w.Value).Passed);

#:project ../src/Autograd/Autograd.csproj

// A gradient that was written by hand for a plain C# function, without nodes: is it right, and if not, what is wrong with it?
// dotnet run -c Release samples/CheckYourGradient.cs

using Autograd;

// Rosenbrock's function, and its gradient with a mistake: the second line forgets that the gap is squared.
double Rosenbrock(double[] x) => (100 * Math.Pow(x[1] - (x[0] * x[0]), 2)) + Math.Pow(1 - x[0], 2);
double[] Wrong(double[] x) => [(-400 * x[0] * (x[1] - (x[0] * x[0]))) - (2 * (1 - x[0])), 100 * (x[1] - (x[0] * x[0]))];
double[] Right(double[] x) => [Wrong(x)[0], 2 * Wrong(x)[1]];

Console.WriteLine(GradientCheck.Of(Rosenbrock, Wrong, [-1.2, 1]));
Console.WriteLine(GradientCheck.Shrink(Rosenbrock, Wrong, [-1.2, 1]).Test);
Console.WriteLine(GradientCheck.Of(Rosenbrock, Right, [-1.2, 1]).ShouldPass());

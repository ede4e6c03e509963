using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Autograd.Tests;

/// <summary>Gradients written by hand: of known functions, right and wrong, with the kind of fault that the check is to name.</summary>
[TestFixture]
public class PlainGradientTests
{
    private static readonly Random s_random = new(1);

    // Logistic regression on twelve points: rows of features, labels 0 or 1, and the strength of the decay.
    private static readonly double[][] s_rows = [.. Enumerable.Range(0, 12).Select(_ => Normal(4))];
    private static readonly double[] s_labels = [.. Enumerable.Range(0, 12).Select(i => (double)(i % 2))];
    private const double Decay = 0.3;

    private static readonly double[] s_weights = [0.3, -0.7, 1.1, 0.4];

    private static readonly double[] s_times = [0, 0.4, 0.9, 1.3, 2.1, 2.8];
    private static readonly double[] s_measured = [2.1, 1.4, 1.0, 0.6, 0.5, 0.2];

    private static IEnumerable<TestCaseData> Right() =>
    [
        Case("Rosenbrock", Rosenbrock, RosenbrockGradient, [-1.2, 1.0, 0.7, 1.9]),
        Case("Logistic regression", Logistic, w => LogisticGradient(w), s_weights),
        Case("Kepler", Kepler, x => KeplerGradient(x), [1.2, 0.4]),
        Case("Spline", Spline, x => SplineGradient(x), [0.2, 0.9, -0.4, 0.6, 1.5]),
        Case("Product", Product, ProductGradient, [1.5, -0.7, 2.2]),
        Case("Log of a sum of exponentials", LogSumExp, x => Softmax(x), [0.3, -1.2, 2.0, 0.1]),
        Case("Fit of a decay", Decaying, x => DecayingGradient(x), [1.9, 0.7]),
        Case("Rastrigin", Rastrigin, x => RastriginGradient(x), [0.3, -1.7, 2.2, 4.1]),
        Case("Length", Distance, x => DistanceGradient(x), [3.0, -4.0, 12.0]),
    ];

    private static IEnumerable<TestCaseData> Wrong() =>
    [
        Case("forgotten factor 2", Rosenbrock, x => Map(RosenbrockGradient(x), g => g / 2), [-1.2, 1, 0.7, 1.9], GradientFault.Factor),
        Case("wrong sign", Rosenbrock, x => Map(RosenbrockGradient(x), g => -g), [-1.2, 1, 0.7, 1.9], GradientFault.Sign),
        Case("last element left out", Rosenbrock, x => [.. RosenbrockGradient(x)[..^1], 0], [-1.2, 1, 0.7, 1.9],
            GradientFault.SomeElements),
        Case("one element's sign", Rosenbrock, x => With(RosenbrockGradient(x), 1, g => -g), [-1.2, 1, 0.7, 1.9],
            GradientFault.SomeElements),
        Case("reversed", Rosenbrock, x => [.. RosenbrockGradient(x).Reverse()], [-1.2, 1, 0.7, 1.9], GradientFault.Misplaced),
        Case("decay forgotten", Logistic, w => LogisticGradient(w, decay: 0), s_weights, GradientFault.MissingTerm),
        Case("decay without its factor", Logistic, w => LogisticGradient(w, decay: Decay / 2), s_weights, GradientFault.MissingTerm),
        Case("sum for mean", Logistic, w => Map(LogisticGradient(w), g => 12 * g), s_weights, GradientFault.Factor),
        Case("label for residual", Logistic, w => Map(LogisticGradient(w), _ => 0), s_weights, GradientFault.Zero),
        Case("wrong sign", Kepler, x => Map(KeplerGradient(x), g => -g), [1.2, 0.4], GradientFault.Sign),
        Case("swapped", Kepler, x => [.. KeplerGradient(x).Reverse()], [1.2, 0.4], GradientFault.Misplaced),
        Case("one knot's stretch forgotten", Spline, x => SplineGradient(x, from: 2), [0.2, 0.9, -0.4, 0.6, 1.5],
            GradientFault.SomeElements),
        Case("shifted by one", Spline, x => [.. SplineGradient(x)[1..], SplineGradient(x)[0]], [0.2, 0.9, -0.4, 0.6, 1.5],
            GradientFault.Misplaced),
        Case("whole product", Product, x => Map(x, _ => Product(x)), [1.5, -0.7, 2.2], GradientFault.MissingFactor),
        Case("exponentials for softmax", LogSumExp, x => Map(x, Math.Exp), [0.3, -1.2, 2, 0.1], GradientFault.Factor),
        Case("uniform for softmax", LogSumExp, x => Map(x, _ => 0.25), [0.3, -1.2, 2, 0.1], GradientFault.MissingFactor),
        Case("inner derivative forgotten", Decaying, x => With(DecayingGradient(x), 1, g => g / -x[0]), [1.9, 0.7],
            GradientFault.SomeElements),
        Case("sine for cosine", Rastrigin, x => Map(x, z => (2 * z) + (20 * Math.PI * Math.Cos(2 * Math.PI * z))), [0.3, -1.7, 2.2, 4.1],
            GradientFault.Unknown),
        Case("twice the length", Distance, x => Map(x, z => 2 * z), [3, -4, 12], GradientFault.Factor),
        Case("not a number", Distance, x => With(DistanceGradient(x), 2, _ => double.NaN), [3, -4, 12], GradientFault.NotANumber),
    ];

    [TestCaseSource(nameof(Right))]
    public void A_right_gradient_is_not_blamed(Func<double[], double> function, Func<double[], double[]> gradient, double[] x)
    {
        foreach (var mode in Enum.GetValues<GradientCheckMode>())
        {
            GradientCheck.Of(function, gradient, x, new() { Mode = mode }).ShouldPass();
        }

        for (var point = 0; point < 20; point++)
        {
            double[] near = [.. x.Select(element => element + (0.05 * s_random.NextDouble()))];
            GradientCheck.Of(function, gradient, near).Count(Verdict.Mismatch).ShouldBe(0);
        }
    }

    [TestCaseSource(nameof(Wrong))]
    public void A_wrong_gradient_is_caught_and_its_fault_named(
        Func<double[], double> function, Func<double[], double[]> gradient, double[] x, GradientFault fault)
    {
        var report = GradientCheck.Of(function, gradient, x);
        report.Passed.ShouldBeFalse();
        GradientCheck.Of(function, gradient, x, new() { Mode = GradientCheckMode.RandomDirections }).Passed.ShouldBeFalse();
        report.Diagnoses[0].Fault.ShouldBe(fault, report.ToString());
    }

    [Test]
    public void A_value_with_its_gradient_in_spans_is_checked_and_what_is_left_unwritten_is_not_a_number()
    {
        double Function(ReadOnlySpan<double> x, Span<double> gradient)
        {
            RosenbrockGradient(x.ToArray()).CopyTo(gradient);
            return Rosenbrock(x.ToArray());
        }

        GradientCheck.Of(Function, [-1.2, 1, 0.5]).ShouldPass();
        double Unwritten(ReadOnlySpan<double> x, Span<double> gradient)
        {
            RosenbrockGradient(x.ToArray()).AsSpan(1).CopyTo(gradient[1..]);
            return Rosenbrock(x.ToArray());
        }

        var report = GradientCheck.Of(Unwritten, [-1.2, 1, 0.5]);
        report.Passed.ShouldBeFalse();
        report.Diagnoses[0].Fault.ShouldBe(GradientFault.NotANumber);
    }

    // Polar coordinates: the Jacobian of (r cos a, r sin a).
    [Test]
    public void A_Jacobian_is_checked_in_every_form_and_a_transposed_one_is_named()
    {
        static double[] Polar(double[] x) => [x[0] * Math.Cos(x[1]), x[0] * Math.Sin(x[1])];
        static double[,] Right(double[] x) =>
            new[,] { { Math.Cos(x[1]), -x[0] * Math.Sin(x[1]) }, { Math.Sin(x[1]), x[0] * Math.Cos(x[1]) } };
        static double[,] Wrong(double[] x) =>
            new[,] { { Math.Cos(x[1]), Math.Sin(x[1]) }, { -x[0] * Math.Sin(x[1]), x[0] * Math.Cos(x[1]) } };
        static void InSpans(ReadOnlySpan<double> x, Span<double> values, Span<double> jacobian)
        {
            Polar(x.ToArray()).CopyTo(values);
            Right(x.ToArray()).Cast<double>().ToArray().CopyTo(jacobian);
        }

        double[] x = [2, 0.6];
        GradientCheck.Of(Polar, Right, x).ShouldPass();
        GradientCheck.Of(Polar, Right, x, new() { Mode = GradientCheckMode.FullJacobian }).Count(Verdict.Match).ShouldBe(4);
        GradientCheck.Of(InSpans, 2, x).ShouldPass();
        GradientCheck.Of(
            v => Vector<double>.Build.Dense(Polar(v.ToArray())),
            v => Matrix<double>.Build.DenseOfArray(Right(v.ToArray())),
            Vector<double>.Build.Dense(x)).ShouldPass();
        GradientCheck.Of(Polar, Wrong, x).Diagnoses[0].Fault.ShouldBe(GradientFault.Transposed);
    }

    [Test]
    public void Objectives_and_vectors_of_MathNet_are_checked()
    {
        var x = Vector<double>.Build.Dense([-1.2, 1, 0.5]);
        Vector<double> Gradient(Vector<double> point) => Vector<double>.Build.Dense(RosenbrockGradient(point.ToArray()));
        double Value(Vector<double> point) => Rosenbrock(point.ToArray());
        GradientCheck.Of(Value, Gradient, x).ShouldPass();
        GradientCheck.Of(ObjectiveFunction.Gradient(Value, Gradient), x).ShouldPass();
        GradientCheck.Of(ObjectiveFunction.Gradient(Value, point => 2 * Gradient(point)), x)
            .Diagnoses[0].Fault.ShouldBe(GradientFault.Factor);
        Should.Throw<ArgumentException>(() => GradientCheck.Of(ObjectiveFunction.Value(Value), x)).Message.ShouldContain("has no gradient");
    }

    [Test]
    public void A_wrong_gradient_is_shrunk_to_a_test()
    {
        var shrunk = GradientCheck.Shrink(Rosenbrock, TwiceWrong, [-1.2, 1, 0.7, 1.9]);
        shrunk.Test.ShouldContain("GradientCheck.Of(Rosenbrock, TwiceWrong, [0, 0]);");
        shrunk.Report.Passed.ShouldBeFalse();
        static double[] TwiceWrong(double[] x) => Map(RosenbrockGradient(x), g => 2 * g);
    }

    [Test]
    public void What_cannot_be_checked_is_refused_in_words()
    {
        Should.Throw<GradientException>(() => GradientCheck.Of(Rosenbrock, _ => [1], [1, 2, 3]))
            .Message.ShouldContain("the gradient has 1 numbers, but the function has 1 outputs and 3 inputs");
        Should.Throw<GradientException>(() => GradientCheck.Of(x => x[0]++, _ => [1], [1]))
            .Message.ShouldContain("the function wrote into its argument");
        Should.Throw<GradientException>(() => GradientCheck.Of(x => x[0], x => [x[0]++], [1]))
            .Message.ShouldContain("the gradient wrote into its argument");
        Should.Throw<GradientException>(() => GradientCheck.Of(x => x[0], _ => (double[])null!, [1]))
            .Message.ShouldContain("the gradient returned null");
        Should.Throw<GradientException>(() => GradientCheck.Of(x => x[7], _ => [1], [1]))
            .Message.ShouldContain("threw IndexOutOfRangeException at the point");
        Should.Throw<GradientException>(() => GradientCheck.Of(_ => s_random.NextDouble(), _ => [1], [1]))
            .Message.ShouldContain("two values at the same point");
    }

    // Its domain ends at 0, where the function throws: that is an edge, and no fault of the gradient.
    [Test]
    public void A_function_that_throws_beyond_its_domain_is_at_an_edge()
    {
        var report = GradientCheck.Of(x => x[0] < 0 ? throw new InvalidOperationException("negative") : x[0] * x[0], x => [2 * x[0]], [0]);
        report.Count(Verdict.Mismatch).ShouldBe(0);
    }

    private static TestCaseData Case(string name, Func<double[], double> function, Func<double[], double[]> gradient, double[] x) =>
        new TestCaseData(function, gradient, x).SetName(name);

    private static TestCaseData Case(
        string fault, Func<double[], double> function, Func<double[], double[]> gradient, double[] x, GradientFault named) =>
        new TestCaseData(function, gradient, x, named).SetName($"{function.Method.Name}: {fault}");

    private static double Rosenbrock(double[] x) =>
        Enumerable.Range(0, x.Length - 1).Sum(i => (100 * Math.Pow(x[i + 1] - (x[i] * x[i]), 2)) + Math.Pow(1 - x[i], 2));

    private static double[] RosenbrockGradient(double[] x)
    {
        var gradient = new double[x.Length];
        for (var i = 0; i < x.Length - 1; i++)
        {
            var gap = x[i + 1] - (x[i] * x[i]);
            gradient[i] += (-400 * x[i] * gap) - (2 * (1 - x[i]));
            gradient[i + 1] += 200 * gap;
        }

        return gradient;
    }

    private static double Logistic(double[] w) =>
        s_rows.Zip(s_labels, (x, label) => Math.Log(1 + Math.Exp(Dot(w, x))) - (label * Dot(w, x))).Average() + (Decay / 2 * Dot(w, w));

    private static double[] LogisticGradient(double[] w, double decay = Decay) => [.. w.Select((weight, j) =>
        s_rows.Zip(s_labels, (x, label) => ((1 / (1 + Math.Exp(-Dot(w, x)))) - label) * x[j]).Average() + (decay * weight))];

    // The square of what is left of Kepler's equation, E - e sin E - M, for the mean anomaly M = 1.
    private static double Kepler(double[] x) => Math.Pow(x[0] - (x[1] * Math.Sin(x[0])) - 1, 2);

    private static double[] KeplerGradient(double[] x)
    {
        var rest = 2 * (x[0] - (x[1] * Math.Sin(x[0])) - 1);
        return [rest * (1 - (x[1] * Math.Cos(x[0]))), -rest * Math.Sin(x[0])];
    }

    // The bending of a line through knots, and its distance from data.
    private static double Spline(double[] x) =>
        x.Select((knot, i) => Math.Pow(knot - Math.Sin(i), 2)).Sum()
        + Enumerable.Range(1, x.Length - 2).Sum(i => Math.Pow(x[i - 1] - (2 * x[i]) + x[i + 1], 2));

    private static double[] SplineGradient(double[] x, int from = 1)
    {
        double[] gradient = [.. x.Select((knot, i) => 2 * (knot - Math.Sin(i)))];
        for (var i = from; i < x.Length - 1; i++)
        {
            var bend = 2 * (x[i - 1] - (2 * x[i]) + x[i + 1]);
            gradient[i - 1] += bend;
            gradient[i] -= 2 * bend;
            gradient[i + 1] += bend;
        }

        return gradient;
    }

    private static double Product(double[] x) => x.Aggregate((product, factor) => product * factor);

    private static double[] ProductGradient(double[] x) => Map(x, factor => Product(x) / factor);

    private static double LogSumExp(double[] x) => Math.Log(x.Sum(Math.Exp));

    private static double[] Softmax(double[] x) => Map(x, z => Math.Exp(z) / x.Sum(Math.Exp));

    private static double Decaying(double[] x) =>
        s_times.Zip(s_measured, (time, measured) => Math.Pow((x[0] * Math.Exp(-x[1] * time)) - measured, 2)).Sum();

    private static double[] DecayingGradient(double[] x)
    {
        var gradient = new double[2];
        foreach (var (time, measured) in s_times.Zip(s_measured))
        {
            var decayed = Math.Exp(-x[1] * time);
            var rest = 2 * ((x[0] * decayed) - measured);
            gradient[0] += rest * decayed;
            gradient[1] -= rest * x[0] * time * decayed;
        }

        return gradient;
    }

    private static double Rastrigin(double[] x) => x.Sum(z => 10 + (z * z) - (10 * Math.Cos(2 * Math.PI * z)));

    private static double[] RastriginGradient(double[] x) => Map(x, z => (2 * z) + (20 * Math.PI * Math.Sin(2 * Math.PI * z)));

    private static double Distance(double[] x) => Math.Sqrt(Dot(x, x));

    private static double[] DistanceGradient(double[] x) => Map(x, z => z / Distance(x));

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double[] Map(double[] x, Converter<double, double> map) => Array.ConvertAll(x, map);

    private static double[] With(double[] x, int element, Func<double, double> map) =>
        [.. x.Select((value, i) => i == element ? map(value) : value)];

    private static double[] Normal(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => MathNet.Numerics.Distributions.Normal.Sample(s_random, 0, 1))];
}

using Autograd;

namespace Ops.Tests;

/// <summary>
/// Every row of the table at points where rules go wrong: zeros of both signs, ties, huge and saturated elements, one dominant element.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class AdversarialTests
{
    private static readonly (string Name, Func<int, int, double> Element)[] s_points =
    [
        ("0", (_, _) => 0),
        ("-0", (_, _) => -0.0),
        ("ties", (_, _) => 0.75),
        ("tiny", (i, _) => i % 2 == 0 ? 1e-8 : -1e-8),
        ("saturated", (i, _) => i % 2 == 0 ? 40 : -40),
        ("extreme", (i, _) => i % 2 == 0 ? 1e4 : -1e4),
        ("positive and extreme", (i, _) => 1e4 + i),
        ("one dominant", (i, _) => i == 0 ? 700 : 0.1 * i),
        ("nothing but -infinity", (_, _) => double.NegativeInfinity),
        ("small", (i, size) => (i + 1.0) / (size + 1)),
    ];

    // Points at which a derivative does not exist although the value does.
    private static readonly (string Operation, string Point, string Why)[] s_without =
    [
        ("Pow", "saturated", "a power of a negative number is defined for integer exponents only, so it has no slope by the exponent"),
        ("Pow", "nothing but -infinity", "likewise"),
        ("Atan2", "nothing but -infinity", "the angle of (-infinity, -infinity) depends on how it is approached"),
        ("SoftmaxMinusTargets", "nothing but -infinity", "targets are probabilities"),
        ("SoftmaxMinusOneHot", "nothing but -infinity", "weights are finite"),
        ("KullbackLeibler", "nothing but -infinity", "targets are probabilities"),
        ("MixtureDensityNll", "extreme", "a scale that underflows to 0 has infinite second derivatives"),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from row in GradientTable.Rows.Select((row, number) => (Row: row, Number: number))
        from point in s_points
        where !Array.Exists(s_without, without => without.Operation == row.Row.Operation && without.Point == point.Name)
        select new TestCaseData(row.Row, point.Element).SetArgDisplayNames($"{row.Number} {row.Row} at {point.Name}");

    [TestCaseSource(nameof(Cases))]
    public void A_finite_value_has_gradients_that_are_numbers(GradientRow row, Func<int, int, double> element)
    {
        var inputs = Array.ConvertAll(row.Inputs, input =>
        {
            var next = 0;
            return new Parameter<double>(NdArray.Generate(input.Shape, () => element(next++, input.Size)));
        });
        try
        {
            ShouldHaveNumbers(row.Function(inputs), inputs);
        }
        catch (ArgumentException)
        {
            // The point is outside the domain of the operation or of its derivative, and that is said.
        }
    }

    private static void ShouldHaveNumbers(Node<double> output, Parameter<double>[] inputs)
    {
        if (!output.RequiresGrad || Array.Exists(output.Value.ToArray(), value => !double.IsFinite(value)))
        {
            return;
        }

        var gradients = output.Backward(seed: NdArray.Ones<double>(output.Shape), differentiable: true);
        foreach (var (input, gradient) in gradients)
        {
            gradient.Value.ToArray().ShouldAllBe(value => !double.IsNaN(value), $"gradient by {input} of {output}");

            // At infinity the second derivatives of many functions are infinity times 0.
            if (gradient.RequiresGrad && Array.TrueForAll(inputs, x => Array.TrueForAll(x.Value.ToArray(), double.IsFinite))
                && Array.TrueForAll(gradient.Value.ToArray(), double.IsFinite))
            {
                foreach (var (other, second) in gradient.Backward(seed: NdArray.Ones<double>(gradient.Shape)))
                {
                    second.Value.ToArray()
                        .ShouldAllBe(value => !double.IsNaN(value), $"second derivative by {input} and {other} of {output}");
                }
            }
        }
    }
}

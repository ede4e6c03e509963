using System.Numerics;
using Autograd;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class ReferenceTests
{
    // The second derivative of the file's lgamma ends its series early: mpmath, with 30 digits, is that far from it.
    private const double TrigammaTolerance = 1e-9;

    private static IEnumerable<ReferenceCase> Supported => ReferenceCase.All.Where(IsThere);

    [Test]
    public void Every_operation_of_the_file_is_there() =>
        ReferenceCase.All.Where(c => !IsThere(c)).Select(c => c.OpWithArguments).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ShouldBeEmpty();

    // The tolerance is relative to the largest element of an array: sums of products cancel, so a small element has the rounding of the
    // large ones.
    [TestCaseSource(nameof(Supported))]
    public void Double_agrees_in_value_gradients_and_second_derivatives(object reference) =>
        ShouldAgree<double>((ReferenceCase)reference, 1e-12);

    [TestCaseSource(nameof(Supported))]
    public void Float_agrees_to_its_precision(object reference) => ShouldAgree<float>((ReferenceCase)reference, 1e-5);

    private static bool IsThere(ReferenceCase c) => ReferenceOperations.Apply(c, Parameters<double>(c)) is not null;

    private static Parameter<T>[] Parameters<T>(ReferenceCase c)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Array.ConvertAll(c.Inputs, input => new Parameter<T>(ReferenceCase.Converted<T>(input)));

    private static void ShouldAgree<T>(ReferenceCase reference, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inputs = Parameters<T>(reference);
        var output = ReferenceOperations.Apply(reference, inputs)!;
        ShouldAgree(output.Value, reference.Output, tolerance, "value");

        var gradients = output.Backward(inputs, ReferenceCase.Converted<T>(reference.Upstream), differentiable: true);
        for (var i = 0; i < inputs.Length; i++)
        {
            ShouldAgree(gradients[inputs[i]].Value, reference.Gradients[i], tolerance, $"gradient {i}");
        }

        if (reference.Hvp.Length == 0)
        {
            return;
        }

        var along = gradients.Values
            .Zip(reference.Vectors, (gradient, vector) => (gradient * Node.Constant(ReferenceCase.Converted<T>(vector))).Sum())
            .Aggregate((sum, next) => sum + next);
        for (var i = 0; i < inputs.Length; i++)
        {
            // Where the gradient does not depend on an input, the file has zeros.
            var second = along.RequiresGrad && along.Backward().TryGetValue(inputs[i], out var found)
                ? found.Value : NdArray.Zeros<T>(inputs[i].Shape);
            ShouldAgree(second, reference.Hvp[i], Math.Max(tolerance, reference.Op == "lgamma" ? TrigammaTolerance : 0), $"hvp {i}");
        }
    }

    private static void ShouldAgree<T>(NdArray<T> actual, NdArray<double> expected, double tolerance, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        actual.Shape.ShouldBe(expected.Shape, what);
        var scale = expected.ToArray().Max(Math.Abs);
        for (var i = 0; i < expected.Size; i++)
        {
            Math.Abs(double.CreateChecked(actual.Span[i]) - expected.Span[i])
                .ShouldBeLessThanOrEqualTo(tolerance * scale, $"{what} [{i}]: {actual.Span[i]} for {expected.Span[i]:R}");
        }
    }
}

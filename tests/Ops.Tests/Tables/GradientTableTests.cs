using Autograd;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class GradientTableTests
{
    // The rows have numbers of usual size: a derivative below this is 0 up to rounding.
    private const double Rounding = 1e-12;

    private static IEnumerable<GradientRow> Rows => GradientTable.Rows;

    [TestCaseSource(nameof(Rows))]
    public void Gradient_and_second_derivative_agree_with_differences(GradientRow row)
    {
        var (_, function, inputs) = row;
        GradientCheck.Of(function, inputs, new GradientCheckOptions { AbsoluteTolerance = Rounding }).ShouldPass();
    }

    [TestCaseSource(nameof(Rows))]
    public void Directions_agree_too(GradientRow row)
    {
        var (_, function, inputs) = row;
        var options = new GradientCheckOptions { Mode = GradientCheckMode.RandomDirections, AbsoluteTolerance = Rounding };
        GradientCheck.Of(function, inputs, options).ShouldPass();
    }

    [Test]
    public void Every_differentiable_operation_is_in_the_table()
    {
        var made = GradientTable.Rows
            .Select(row => row.Function(Array.ConvertAll(row.Inputs, input => new Parameter<double>(input))))
            .SelectMany(output => TopologicalOrder.Of(output))
            .Select(node => node.Op)
            .OfType<Op>()
            .ToList();
        var missing = AllOperations.Public.Where(
            type => !GradientTable.Rows.Any(row => row.Operation == type.Name) || !made.Any(op => op.GetType() == type));

        // Masks have no derivative: that they are constants is tested beside them.
        missing.ShouldBe([typeof(And), typeof(Compare), typeof(MaximumSlope), typeof(Not), typeof(Or)], ignoreOrder: true);
    }

    [Test]
    public void Every_verb_is_in_the_table()
    {
        string[] notDifferentiable = ["And", "EqualTo", "Not", "NotEqualTo", "OneHot", "Or"];
        var verbs = AllOperations.Verbs
            .Where(method => method.ReturnType.ContainsGenericParameters) // positions of elements are integers, not a node
            .Select(method => method.Name)
            .Distinct(StringComparer.Ordinal);

        verbs.Except(GradientTable.Rows.Select(row => row.Operation), StringComparer.Ordinal)
            .ShouldBe(notDifferentiable, ignoreOrder: true);
    }

    [Test]
    public void A_row_checks_the_operation_that_it_names() => GradientTable.Rows
        // else it is composed: there is no record of that name
        .Where(row => Array.Exists(AllOperations.Public, type => type.Name == row.Operation))
        .Where(row => !TopologicalOrder.Of(row.Function(Array.ConvertAll(row.Inputs, input => new Parameter<double>(input))))
            .Any(node => node.Op?.Name == row.Operation))
        .ShouldBeEmpty();
}

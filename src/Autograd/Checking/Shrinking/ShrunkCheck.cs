using System.Globalization;

namespace Autograd;

/// <summary>How a test gives the inputs to a check.</summary>
internal enum ShrunkInputs
{
    /// <summary>One argument after the other.</summary>
    Arguments,

    /// <summary>A list of all.</summary>
    List,

    /// <summary>One array of numbers, for a function without nodes.</summary>
    Numbers,
}

/// <summary>The smallest inputs at which a check still fails.</summary>
public sealed class ShrunkCheck
{
    private readonly string _code;
    private readonly ShrunkInputs _form;

    internal ShrunkCheck(IReadOnlyList<NdArray<double>> inputs, GradientReport report, string code, ShrunkInputs form) =>
        (Inputs, Report, _code, _form) = ([.. inputs.Select(input => input.Detached())], report, code, form);

    /// <summary>The inputs.</summary>
    public IReadOnlyList<NdArray<double>> Inputs { get; }

    /// <summary>The check at these inputs.</summary>
    public GradientReport Report { get; }

    /// <summary>A test for NUnit and Shouldly that fails until the rule is right.</summary>
    public string Test
    {
        get
        {
            var arrays = string.Join(", ", Inputs.Select(Code));
            var inputs = _form switch
            {
                ShrunkInputs.List => $"[{arrays}]",
                ShrunkInputs.Numbers => $"[{string.Join(", ", Inputs[0].ToArray().Select(Code))}]",
                _ => arrays,
            };
            return $$"""
                [Test]
                public void The_gradient_agrees_with_differences()
                {
                    var report = GradientCheck.Of({{_code}}, {{inputs}});
                    report.Passed.ShouldBeTrue(report.ToString());
                }
                """.ReplaceLineEndings("\n");
        }
    }

    /// <summary>The test.</summary>
    public override string ToString() => Test;

    private static string Code(NdArray<double> array) => array.Shape.Rank == 0
        ? $"new NdArray<double>({Code(array.Scalar)})"
        : $"new NdArray<double>([{string.Join(", ", array.Shape)}], {string.Join(", ", array.ToArray().Select(Code))})";

    // Digits that read back as the same number.
    private static string Code(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

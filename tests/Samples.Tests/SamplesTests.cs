using System.Globalization;
using System.Text.RegularExpressions;

namespace Samples.Tests;

[TestFixture]
public partial class SamplesTests
{
    [Test]
    public void Digits_learns_to_read()
    {
        var output = SampleRun.Output("Digits");
        output.ShouldContain("1438 digits to learn from, 359 to test on");
        output.ShouldContain("rows are what they are, columns what they were read as");
        output.ShouldContain(" read as ");
        double.Parse(Accuracy().Match(output).Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(97.5, output);
    }

    [Test]
    public void Overnight_stops_goes_on_with_the_same_bits_and_exports()
    {
        var output = SourceFolder.Of("samples/output");
        if (Directory.Exists(output))
        {
            File.Delete(Path.Combine(output, "overnight.checkpoint"));
        }

        var whole = SampleRun.Output("Overnight");
        SampleRun.Output("Overnight", "3").ShouldNotContain("epoch 4");
        var rest = SampleRun.Output("Overnight");
        rest.ShouldContain("goes on after epoch 3");
        var (last, again) = (LastEpoch().Match(whole), LastEpoch().Match(rest));
        last.Success.ShouldBeTrue(whole);
        again.Value.ShouldBe(last.Value);
        double.Parse(last.Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(97, whole);
        File.Exists(Path.Combine(output, "digits.safetensors")).ShouldBeTrue();
        File.Exists(Path.Combine(output, "overnight.checkpoint")).ShouldBeFalse();
    }

    [Test]
    public void Xor_learns_exclusive_or_and_shows_its_hidden_coordinates()
    {
        var output = SampleRun.Output("Xor");
        var probabilities = Row().Matches(output).Select(row => double.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        probabilities.Select(p => p > 0.5 ? 1 : 0).ShouldBe([0, 1, 1, 0], output);
        output.ShouldContain("the plane of h1 and h2");
    }

    [Test]
    public void CustomOp_checks_its_operation_and_fits_a_curve()
    {
        var output = SampleRun.Output("CustomOp");
        output.ShouldContain("Gradient check passed");
        double.Parse(Error().Match(output).Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(0.01, output);
        output.ShouldContain("SquaredRelu is certified");
        output.ShouldMatch(@"ok +composition ");
    }

    [Test]
    public void CheckYourOp_names_the_wrong_rule_shrinks_it_and_certifies_the_right_one()
    {
        var output = SampleRun.Output("CheckYourOp");
        output.ShouldMatch(@"1\. gated = WrongGate \(3, 4\) made at CheckYourOp\.cs:\d+");
        output.ShouldContain("24 of 48 derivatives differ");
        output.ShouldContain("GradientCheck.Of(new WrongGate().Apply, new NdArray<double>(1), new NdArray<double>(0));");
        output.ShouldContain("Gate is certified");
        var (caught, applicable) = Mutants().Match(output) is var match ? (match.Groups[1].Value, match.Groups[2].Value) : default;
        caught.ShouldBe(applicable);
        int.Parse(caught, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(12);
    }

    [Test]
    public void CheckYourGradient_names_the_forgotten_factor_of_a_gradient_without_nodes()
    {
        var output = SampleRun.Output("CheckYourGradient");
        output.ShouldContain("wrong only at [1], 0.5 times what it should be");
        output.ShouldContain("GradientCheck.Of(Rosenbrock, Wrong, [0, 1]);");
        output.ShouldContain("Gradient check passed: 2 derivatives agree");
    }

    [Test]
    public void Verdicts_shows_one_of_each_and_draws_them()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "verdicts.svg");
        var output = SampleRun.Output("Verdicts", file);
        foreach (var verdict in new[] { "Match", "Mismatch", "Kink", "DomainEdge", "Inconclusive" })
        {
            output.ShouldContain($"\n  {verdict} ");
        }

        File.ReadAllText(file).ShouldContain("Inconclusive: input 0 [4], order 1");
    }

    [Test]
    public void WhereDidTheNanComeFrom_tells_place_cause_and_remedy()
    {
        var parts = SampleRun.Output("WhereDidTheNanComeFrom").Split("\n\n");
        parts[0].ShouldContain("is NaN: overflow of exp of 900");
        parts[0].ShouldMatch(@"It arose in Exp \(2, 3\) made at WhereDidTheNanComeFrom\.cs:\d+, which made infinity of 900\.");
        parts[0].ShouldMatch(@"It became NaN in Divide .*: infinity / infinity at \[1, 0\]\.");
        parts[1].ShouldMatch(@"by points = Parameter \(3, 2\) is NaN: division by 0: .* in the rule of Sqrt at \[0\]");
        parts[2].ShouldContain("Sqrt has made NaN: square root of the negative number -4 at [0, 0]");
        parts[3].ShouldMatch(@"It is cut at Relu .*: dead relu: 32 of 32 inputs are 0 or below");
        parts[4].ShouldMatch(@"a constant behind StopGradient \(8, 4\) made at WhereDidTheNanComeFrom\.cs:\d+ of Tanh \(8, 4\)");
        parts[5].ShouldContain("the sum of 2 terms");
        parts[6].ShouldMatch(@"Most were lost in Subtract \(3\) .*, 7\.2 digits: 0 in the place of 2\.06115369E-09 at \[2\]\.");
        parts[7].ShouldNotContain("lost");
    }

    [Test]
    public void ReplayedTraining_ends_where_eager_training_does()
    {
        var losses = SpiralLoss().Matches(SampleRun.Output("ReplayedTraining"));
        losses.Count.ShouldBe(2);
        losses[0].Groups[1].Value.ShouldBe(losses[1].Groups[1].Value);
        double.Parse(losses[0].Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(0.1);
    }

    [Test]
    public void Spirals_are_told_apart_alike_in_a_batch_and_one_by_one()
    {
        var output = SampleRun.Output("Spirals");
        output.ShouldMatch(@"second\.dense\.weight +\(64, 64\)\n");
        output.ShouldMatch(@"second\.norm\.variance +\(64\) not trained\n");
        var shares = Share().Matches(output).Select(share => double.Parse(share.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        shares.Length.ShouldBe(3);
        shares[0].ShouldBeGreaterThanOrEqualTo(99, output);
        shares[1].ShouldBe(shares[0]);
        shares[2].ShouldBeLessThan(90, "in fours the statistics are those of four points");
    }

    [Test]
    public void Films_are_six_pages_and_one_that_lists_them()
    {
        var folder = Directory.CreateTempSubdirectory("films").FullName;
        try
        {
            SampleRun.Output("Films", folder).TrimEnd().ShouldEndWith($"Open {Path.Combine(folder, "index.html")} in a browser.");
            string[] pages = ["chain.html", "convolution.html", "fan.html", "index.html", "losses.html", "training.html", "xor.html"];
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(pages);
            var index = File.ReadAllText(Path.Combine(folder, "index.html"));
            pages.Except(["index.html"]).ShouldAllBe(page => index.Contains($"href=\"{page}\"", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void SecondOrder_needs_few_steps_and_all_methods_agree()
    {
        var output = SampleRun.Output("SecondOrder");
        var steps = NewtonStep().Matches(output);
        steps.Count.ShouldBeLessThanOrEqualTo(10, output);
        double.Parse(steps[^1].Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(1e-10, output);
        output.ShouldContain("BFGS converged");
        output.ShouldContain("Levenberg-Marquardt converged");
        double.Parse(Distance().Match(output).Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(1e-5, output);
        output.TrimEnd().ShouldEndWith("evaluations to the same minimum.");
    }

    [GeneratedRegex(@"^Newton step \d+: loss [\d.]+, gradient norm (\S+)$", RegexOptions.Multiline)]
    private static partial Regex NewtonStep();

    [GeneratedRegex(@"its weights are (\S+) away")]
    private static partial Regex Distance();

    // The last line of training, and what follows: the model and its accuracy.
    [GeneratedRegex(@"^epoch 8:.*test accuracy: ([\d.]+) %", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex LastEpoch();

    [GeneratedRegex(@"(?:Eager|Replayed) *: loss ([\d.]+)")]
    private static partial Regex SpiralLoss();

    [GeneratedRegex(@"(\d+) of (\d+) mutants caught")]
    private static partial Regex Mutants();

    [GeneratedRegex(@": +([\d.]+) %$", RegexOptions.Multiline)]
    private static partial Regex Share();

    [GeneratedRegex(@"test accuracy: ([\d.]+) %")]
    private static partial Regex Accuracy();

    [GeneratedRegex(@"^ +\d +\d +[\d.]+ +[\d.]+ +([\d.]+)$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"step 1000: mean squared error ([\d.]+)")]
    private static partial Regex Error();
}

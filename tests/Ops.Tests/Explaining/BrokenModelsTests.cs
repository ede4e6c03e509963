using Autograd;

namespace Ops.Tests;

/// <summary>Each broken model is explained: the right node is blamed, and the cause is said.</summary>
[TestFixture]
public class BrokenModelsTests
{
    private static readonly BrokenModel[] s_notFinite = [.. BrokenModels.NotFinite()];
    private static readonly BrokenModel[] s_made = [.. s_notFinite.Where(model => !model.IsGiven)];
    private static readonly BrokenModel[] s_noGradient = [.. BrokenModels.NoGradient()];

    [TestCaseSource(nameof(s_notFinite))]
    public void What_is_not_finite_is_traced_to_the_node_that_made_it(BrokenModel model)
    {
        using var origins = Origins.Capture();
        var (output, _, culprit) = model.Make();
        var report = output.FindNonFinite();
        report.IsFound.ShouldBeTrue(report.ToString());
        if (culprit is not null)
        {
            report.Producer.ShouldBe(culprit, report.ToString());
        }

        foreach (var words in model.Says)
        {
            report.Cause.ShouldContain(words, customMessage: report.ToString());
        }

        report.Remedy.ShouldNotBeNullOrEmpty(report.ToString());
    }

    [TestCaseSource(nameof(s_made))]
    public void Inside_the_scope_it_is_thrown_where_it_is_made(BrokenModel model)
    {
        using var throwing = NonFinite.Throw();
        var thrown = Should.Throw<NonFiniteException>(() =>
        {
            var (output, _, _) = model.Make();
            output.Backward();
        });
        thrown.Message.ShouldContain("in", customMessage: model.Name);
    }

    [TestCaseSource(nameof(s_noGradient))]
    public void A_gradient_that_is_not_there_is_explained_by_the_cut(BrokenModel model)
    {
        using var origins = Origins.Capture();
        var (output, wrt, culprit) = model.Make();
        var explanation = output.Why(wrt!);
        var text = explanation.ToString();
        if (culprit is not null)
        {
            explanation.Cuts.Select(cut => cut.Node).ShouldBe([culprit], text);
        }

        foreach (var words in model.Says)
        {
            text.ShouldContain(words, customMessage: text);
        }
    }

    [Test]
    public void There_are_many_of_them() => (s_notFinite.Length + s_noGradient.Length).ShouldBeGreaterThanOrEqualTo(60);
}

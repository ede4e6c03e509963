using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Each broken network is explained, in float and in double: after the fact, in the scope, and in a replay.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
public class BrokenNetworksTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly BrokenNetwork<T>[] s_values = [.. BrokenNetworks<T>.Values()];
    private static readonly BrokenNetwork<T>[] s_notFinite = [.. s_values, .. BrokenNetworks<T>.Gradients()];
    private static readonly BrokenNetwork<T>[] s_none = [.. BrokenNetworks<T>.None()];

    [TestCaseSource(nameof(s_notFinite))]
    public void What_is_not_finite_is_traced_to_what_made_it(BrokenNetwork<T> network)
    {
        using var origins = Origins.Capture();
        var (loss, _) = network.Make();
        var report = loss.FindNonFinite();
        var text = report.ToString();
        report.IsFound.ShouldBeTrue(text);
        if (TopologicalOrder.Of(loss).Any(node => node.Name == "culprit"))
        {
            report.Producer!.Name.ShouldBe("culprit", text);
        }

        foreach (var words in network.Says)
        {
            text.ShouldContain(words, customMessage: text);
        }

        report.Remedy.ShouldNotBeNullOrEmpty(text);
    }

    [TestCaseSource(nameof(s_notFinite))]
    public void In_the_scope_it_throws(BrokenNetwork<T> network)
    {
        using var throwing = NonFinite.Throw();
        Should.Throw<NonFiniteException>(() => network.Make().Loss.Backward());
    }

    [TestCaseSource(nameof(s_values))]
    public void In_the_scope_a_replay_throws_too(BrokenNetwork<T> network)
    {
        if (network.Name is "a learning rate that is too large" or "an infinite parameter" or "infinity in the targets")
        {
            Assert.Pass("It updates a parameter, which a replay refuses, or is an infinity that is given and stays one.");
        }

        var replay = Replay.Of<T>(() => [network.Make().Loss]);
        using var throwing = NonFinite.Throw();
        Should.Throw<NonFiniteException>(replay.Run);
    }

    [TestCaseSource(nameof(s_none))]
    public void A_gradient_that_is_not_there_is_explained(BrokenNetwork<T> network)
    {
        using var origins = Origins.Capture();
        var (loss, wrt) = network.Make();
        var explanation = loss.Why(wrt!);
        var text = explanation.ToString();
        if (explanation.Gradient is not null && TopologicalOrder.Of(loss).Any(node => node.Name == "culprit"))
        {
            explanation.Cuts[0].Node.Name.ShouldBe("culprit", text);
        }

        foreach (var words in network.Says)
        {
            text.ShouldContain(words, customMessage: text);
        }
    }

    [Test]
    public void There_are_many_of_them() => (s_notFinite.Length + s_none.Length).ShouldBeGreaterThanOrEqualTo(75);
}

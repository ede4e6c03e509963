using System.Text.RegularExpressions;

namespace Autograd.Tests;

/// <summary>A parameter that the optimizer was not given trains nothing: that is said, unless somebody chose what to train.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ForgottenParametersTests
{
    private readonly Parameter<double> _weight = new(2, "weight");
    private readonly Parameter<double> _bias = new(3, "bias");

    private Node<double> Loss => _weight.Square() + (5 * _bias);

    [Test]
    public void A_forgotten_parameter_is_named_and_nothing_moves()
    {
        var optimizer = new Sgd<double>([_weight], learningRate: 0.1);
        Should.Throw<GradientException>(() => optimizer.Step(Loss.Backward())).Message.ShouldMatch(Regex.Escape(
            "Step: the loss also depends on bias = Parameter () made at ForgottenParametersTests.cs:") + @"\d+" + Regex.Escape(
            ", which this optimizer was not given, so the step would leave them as they are. "
            + "Give them to the optimizer, or, if they shall stay, ask for the gradients of the others: "
            + "loss.Backward(wrt: optimizer.Parameters)."));
        (_weight.Version, _bias.Version).ShouldBe((0, 0));
    }

    [Test]
    public void Changed_gradients_still_know_it()
    {
        var optimizer = new Sgd<double>([_weight], learningRate: 0.1);
        var gradients = Loss.Backward();
        foreach (var made in new[]
        {
            (2 * gradients).ClipNorm(1).ClipValue(0.5) / 3,
            gradients + _weight.Square().Backward([_weight]),
            new Gradients<double>([]) + gradients,
            Replay.OfLoss(() => Loss).Gradients,
        })
        {
            Should.Throw<GradientException>(() => optimizer.Step(made)).Message.ShouldContain("bias");
        }

        (_weight.Version, _bias.Version).ShouldBe((0, 0));
    }

    [Test]
    public void Who_chooses_has_not_forgotten()
    {
        var optimizer = new Sgd<double>([_weight], learningRate: 0.25);
        optimizer.Step(Loss.Backward(wrt: optimizer.Parameters));
        _weight.Scalar.ShouldBe(1);
        optimizer.Step(Loss.Backward().Only(optimizer.Parameters));
        _weight.Scalar.ShouldBe(0.5);
        var replay = Replay.OfLoss(() => Loss, wrt: optimizer.Parameters);
        replay.Run();
        optimizer.Step(replay.Gradients);
        _weight.Scalar.ShouldBe(0.25);
        _bias.Scalar.ShouldBe(3);
    }

    [Test]
    public void A_watched_node_is_not_a_parameter()
    {
        var optimizer = new Sgd<double>([_weight], learningRate: 0.25);
        optimizer.Step(_weight.Square().Watch().Square().Backward());
        _weight.Scalar.ShouldBe(2 - (0.25 * 4 * 8));
    }
}

using System.Runtime.CompilerServices;

namespace Autograd.Tests;

/// <summary>A parameter that is updated between forward and backward.</summary>
[TestFixture]
public class ParameterTests
{
    [Test]
    public void StopGradient_keeps_the_value_even_when_the_parameter_moves_on()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 });
        var before = w.StopGradient();
        w.Update(new[] { 5.0, 6 });
        before.Value.ToArray().ShouldBe([1, 2]);
        w.Version.ShouldBe(1);
    }

    [Test]
    public void A_constant_made_of_a_parameters_value_is_a_picture_whatever_its_size()
    {
        foreach (var size in new[] { 1, 2, 5000 })
        {
            var w = new Parameter<double>(NdArray.Ones<double>([size]), "w");
            Node<double> converted = w.Value;
            var pictures = new (string Door, Node<double> Constant)[]
            {
                ("conversion", converted),
                ("Node.Constant", Node.Constant(w.Value)),
                ("WithShape", Node.Constant(w.Value.WithShape([1, size]))),
                ("WithShape twice", w.Value.WithShape([size, 1]).WithShape([size])),
                ("StopGradient", w.StopGradient()),
                ("Reshape", w.Reshape([1, size]).StopGradient()),
            };
            w.Update(elements => elements.Fill(7));
            foreach (var (door, constant) in pictures)
            {
                constant.Value.ToArray().ShouldAllBe(element => element == 1, door);
            }
        }
    }

    [Test]
    public void An_operation_with_a_parameters_value_in_a_formula_reads_it_as_it_was()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var v = new Parameter<double>(new[] { 3.0, 4 }, "v");
        var loss = (v * w.Value).Sum();
        w.Update(new[] { 50.0, 60 });
        loss.Gradient(v).Value.ToArray().ShouldBe([1, 2]);
    }

    [Test]
    public void An_anchor_stays_where_the_weights_were()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var anchor = Node.Constant(w.Value);
        w.Update(new[] { 4.0, 6 });
        (w - anchor).SumOfSquares().Scalar.ShouldBe(25);
    }

    [Test]
    public void Setting_a_constant_of_a_replay_does_not_write_into_a_parameter()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var target = Node.Constant(w.Value);
        var replay = Replay.OfLoss(() => (w - target).SumOfSquares());
        w.Update(new[] { 4.0, 6 });
        replay.Run();
        replay.Loss.Scalar.ShouldBe(25);
        replay.Set(target, w.Span);
        w.Update(new[] { 5.0, 6 });
        replay.Run();
        replay.Loss.Scalar.ShouldBe(1);
        w.Value.ToArray().ShouldBe([5, 6]);
    }

    [Test]
    public void Data_that_no_parameter_owns_is_not_copied()
    {
        var buffer = new double[] { 1, 2 };
        NdArray<double> data = NdArray.Wrap([2], buffer);
        Node<double> converted = data.WithShape([2, 1]);
        var kept = new Parameter<double>(data).Value.Copy();
        foreach (var constant in new[] { converted, Node.Constant(data), Node.Constant(data).StopGradient() })
        {
            Unsafe.AreSame(in constant.Span[0], in data.Span[0]).ShouldBeTrue();
        }

        Unsafe.AreSame(in Node.Constant(kept).Span[0], in kept.Span[0]).ShouldBeTrue();
    }

    [Test]
    public void A_parameter_made_of_anothers_value_has_its_own()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 });
        var copy = new Parameter<double>(w.Value);
        var report = GradientCheck.Of(x => x.Square().Sum(), w.Value);
        w.Update(copy.Value);
        w.Update(new[] { 3.0, 4 });
        copy.Value.ToArray().ShouldBe([1, 2]);
        report.Passed.ShouldBeTrue();
        copy.Update(w.Value);
        w.Update(new[] { 5.0, 6 });
        copy.Value.ToArray().ShouldBe([3, 4]);
    }

    [Test]
    public void A_parameter_updated_between_forward_and_backward_is_named_with_both_places()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        using var origins = Origins.Capture();
        var loss = (w * v).Named("product").Square();
        w.Update(3.0);
        var message = Should.Throw<GradientException>(() => loss.Backward()).Message;
        message.ShouldContain("w = Parameter () was updated at ParameterTests.cs:");
        message.ShouldContain("(now version 1) after product = Multiply () made at ParameterTests.cs:");
        Should.NotThrow(() => (w * v).Square().Backward());
    }

    [Test]
    public void A_recorded_backward_pass_is_guarded_too()
    {
        var w = new Parameter<double>(1, "w");
        var gradient = w.Exp().Square().Gradient(w, differentiable: true);
        w.Update(elements => elements[0] = 2);
        Should.Throw<GradientException>(() => gradient.Gradient(w)).Message.ShouldContain("was updated at");
    }

    [Test]
    public void A_node_made_while_a_parameter_changes_is_refused()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        Node<double>? torn = null;
        w.Update(elements =>
        {
            torn = w.Square();
            elements[0] = 7;
        });
        Should.Throw<GradientException>(() => torn!.Sum().Backward()).Message.ShouldContain("was updated at");
    }

    [Test]
    public void An_update_of_another_shape_is_refused() =>
        Should.Throw<ShapeException>(() => new Parameter<double>(new[] { 1.0, 2 }, "w").Update(new[] { 1.0 })).Message
            .ShouldContain("the new value has shape (1), but w = Parameter (2) keeps its shape");

    [Test]
    public void The_value_of_a_parameter_moves_with_it_and_a_copy_does_not()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 });
        var (value, copy) = (w.Value, w.Value.Copy());
        w.Update(new[] { 3.0, 4 });
        value.ToArray().ShouldBe([3, 4]);
        copy.ToArray().ShouldBe([1, 2]);
    }

    [Test]
    public void Only_float_and_double_are_elements() =>
        Should.Throw<NotSupportedException>(() => new Parameter<Half>((Half)1)).Message.ShouldContain("float or double, not Half");
}

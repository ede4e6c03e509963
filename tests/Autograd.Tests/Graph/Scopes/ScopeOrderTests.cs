namespace Autograd.Tests;

/// <summary>Each scope undoes what it did, once, in whatever order they are closed.</summary>
[TestFixture]
public class ScopeOrderTests
{
    [Test]
    public void Scopes_that_are_closed_in_the_wrong_order_leave_nothing_behind()
    {
        for (var order = 0; order < 6; order++)
        {
            var off = Recording.Off();
            var origins = Origins.Capture();
            var stabilizing = Stabilizing.Off();
            for (var turn = 0; turn < 3; turn++)
            {
                switch ((order + (turn * (order < 3 ? 1 : 2))) % 3)
                {
                    case 0:
                        off.Dispose();
                        Recording.IsOn.ShouldBeTrue();
                        break;
                    case 1:
                        origins.Dispose();
                        Origins.AreCaptured.ShouldBeFalse();
                        break;
                    default:
                        stabilizing.Dispose();
                        Stabilizing.IsOn.ShouldBeTrue();
                        break;
                }
            }

            new Parameter<double>(2.0).Exp().RequiresGrad.ShouldBeTrue();
        }
    }

    [Test]
    public void A_scope_that_is_closed_before_the_one_inside_leaves_that_one_open()
    {
        var outer = Recording.Off();
        var inner = Recording.Off();
        outer.Dispose();
        Recording.IsOn.ShouldBeFalse();
        inner.Dispose();
        Recording.IsOn.ShouldBeTrue();

        var first = Origins.Capture();
        var second = Origins.Capture();
        first.Dispose();
        Origins.AreCaptured.ShouldBeTrue();
        second.Dispose();
        Origins.AreCaptured.ShouldBeFalse();
    }

    [Test]
    public void Closing_a_scope_twice_does_not_close_another()
    {
        var first = Recording.Off();
        first.Dispose();
        using (Recording.Off())
        {
            first.Dispose();
            default(GraphScope).Dispose();
            Recording.IsOn.ShouldBeFalse();
        }

        Recording.IsOn.ShouldBeTrue();
    }

    [Test]
    public void A_node_made_during_an_update_that_throws_is_refused()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 1, 2), "w");
        Node<double>? inside = null;
        Should.Throw<TimeoutException>(() => w.Update(elements =>
        {
            elements[0] = 5;
            inside = w.Square().Sum();
            elements[1] = 7;
            throw new TimeoutException();
        }));
        Should.Throw<GradientException>(() => inside!.Backward()).Message.ShouldContain("w = Parameter (2) was updated");
        w.Square().Sum().Gradient(w).Value.ShouldBe(new NdArray<double>([2], 10, 14));
    }
}

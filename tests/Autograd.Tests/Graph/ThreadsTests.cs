namespace Autograd.Tests;

[TestFixture]
public class ThreadsTests
{
    [Test]
    public void Threads_may_differentiate_one_graph_at_once()
    {
        var x = new Parameter<double>(1.0001);
        Node<double> h = x;
        for (var i = 0; i < 200; i++)
        {
            h = (h * x) + (h - x);
        }

        // The order in which the paths are added up may differ, and with it the last digits.
        var expected = h.Backward()[x].Scalar;
        Parallel.For(0, 200, _ => h.Backward()[x].Scalar.ShouldBe(expected, 1e-13 * expected));
    }

    [Test]
    public void Threads_that_share_only_parameters_get_the_same_digits()
    {
        var x = new Parameter<double>(1.0001);
        var expected = Loss(x).Backward()[x].Scalar;
        Parallel.For(0, 200, _ => Loss(x).Backward()[x].Scalar.ShouldBe(expected));

        static Node<double> Loss(Node<double> x)
        {
            var h = x;
            for (var i = 0; i < 200; i++)
            {
                h = (h * x) + (h - x);
            }

            return h;
        }
    }
}

using Autograd;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class DropoutTests
{
    private static readonly Shape s_shape = [100, 200];

    [TestCase(0.1)]
    [TestCase(0.5)]
    [TestCase(0.9)]
    public void Elements_are_dropped_at_the_rate_and_the_others_scaled(double rate)
    {
        var y = Node.Constant(NdArray.Ones<double>(s_shape)).Dropout(rate, new Random(1)).Value.ToArray();
        y.Where(each => each != 0).ShouldAllBe(each => Math.Abs(each - (1 / (1 - rate))) < 1e-14);

        // Of n elements n rate are dropped, give or take four standard deviations of that number.
        y.Count(each => each == 0).ShouldBeInRange(
            (int)((y.Length * rate) - (4 * Math.Sqrt(y.Length * rate * (1 - rate)))),
            (int)((y.Length * rate) + (4 * Math.Sqrt(y.Length * rate * (1 - rate)))));
    }

    [Test]
    public void The_same_elements_are_dropped_in_backward_and_in_second_derivatives()
    {
        var x = new Parameter<double>(NdArray.Ones<double>(s_shape));
        var y = x.Square().Dropout(0.3, new Random(2));
        var gradient = y.Sum().Gradient(x, differentiable: true);
        gradient.Value.ToArray().ShouldBe(Array.ConvertAll(y.Value.ToArray(), each => 2 * each));
        gradient.Sum().Gradient(x).Value.ToArray().ShouldBe(Array.ConvertAll(y.Value.ToArray(), each => 2 * each));
    }

    [Test]
    public void Each_call_draws_anew_and_a_seeded_generator_repeats_them_in_float_too()
    {
        var x = Node.Constant(NdArray.Ones<double>(s_shape));
        var random = new Random(3);
        var (first, second) = (Kept(x.Dropout(0.5, random)), Kept(x.Dropout(0.5, random)));

        // Independent draws agree in half of the elements.
        first.Zip(second).Count(pair => pair.First == pair.Second).ShouldBeInRange(9_700, 10_300);
        var again = new Random(3);
        Kept(x.Dropout(0.5, again)).ShouldBe(first);
        Kept(x.Dropout(0.5, again)).ShouldBe(second);
        Node.Constant(NdArray.Ones<float>(s_shape)).Dropout(0.5, new Random(3)).Value.ToArray().Select(each => each != 0).ShouldBe(first);

        static bool[] Kept(Node<double> y) => Array.ConvertAll(y.Value.ToArray(), each => each != 0);
    }

    [Test]
    public void Rate_0_is_the_identity_and_rate_1_drops_everything()
    {
        var x = new Parameter<double>(new[] { 1.0, -2, double.PositiveInfinity });
        x.Dropout(0, new Random(1)).ShouldBeSameAs(x);
        new Dropout(0, 1).Apply(x).Value.ToArray().ShouldBe([1, -2, double.PositiveInfinity]);
        var nothing = x.Dropout(1, new Random(1));
        nothing.Value.ToArray().ShouldBe([0, 0, 0]);
        nothing.Sum().Gradient(x).Value.ToArray().ShouldBe([0, 0, 0]);
    }

    [Test]
    public void A_dropped_element_gets_a_strong_zero()
    {
        // The square root has an infinite slope at 0, and a dropped NaN is 0.
        var x = new Parameter<double>(NdArray.Zeros<double>([8]));
        var y = (x.Sqrt() + 1).Dropout(0.5, new Random(5));
        y.Span.ToArray().ShouldContain(0);
        y.Span.ToArray().ShouldContain(2);
        var gradient = y.Sum().Gradient(x).Value.ToArray();
        gradient.ShouldBe(Array.ConvertAll(y.Value.ToArray(), each => each == 0 ? 0 : double.PositiveInfinity));
        var nan = Node.Constant(NdArray.Full([8], double.NaN)).Dropout(0.5, new Random(5));
        nan.Value.ToArray().ShouldBe(Array.ConvertAll(y.Value.ToArray(), each => each == 0 ? 0 : double.NaN));
    }

    [Test]
    public void Empty_arrays_pass_through() =>
        Node.Constant(NdArray.Zeros<double>([0, 3])).Dropout(0.5, new Random(1)).Shape.ShouldBe([0, 3]);

    [Test]
    public void A_rate_that_is_no_probability_is_refused()
    {
        foreach (var rate in new[] { -0.1, 1.1, double.NaN, double.PositiveInfinity })
        {
            var x = Node.Constant([1.0, 2]);
            Should.Throw<ArgumentOutOfRangeException>(() => x.Dropout(rate, new Random(1))).Message
                .ShouldContain($"Dropout: rate {rate} must be from 0 to 1");
            Should.Throw<ArgumentOutOfRangeException>(() => new Dropout(rate, 1).Apply(x)).Message.ShouldContain("Dropout");
        }

        Should.Throw<ArgumentNullException>(() => Node.Constant([1.0, 2]).Dropout(0.5, null!));
    }
}

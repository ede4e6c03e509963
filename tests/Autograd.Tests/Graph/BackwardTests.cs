using System.Numerics.Tensors;

namespace Autograd.Tests;

[TestFixture]
public class BackwardTests
{
    [Test]
    public void The_gradient_of_a_product_is_the_other_factor()
    {
        var (x, y) = (new Parameter<double>(3), new Parameter<double>(4));
        var gradients = (x * y).Backward();
        gradients[x].Scalar.ShouldBe(4);
        gradients[y].Scalar.ShouldBe(3);
        gradients.Count.ShouldBe(2);
    }

    [Test]
    public void The_total_derivative_goes_through_both_paths()
    {
        // u2 = u1^2, u3 = exp(u1 + u2): du3/du1 = exp(u1 + u1^2) (1 + 2 u1), while the direct derivative is exp(u1 + u2).
        foreach (var value in new[] { -1.5, 0, 0.5, 1 })
        {
            var u1 = new Parameter<double>(value);
            var u2 = u1.Square();
            var u3 = (u1 + u2).Exp();
            var exp = Math.Exp(value + (value * value));
            u3.Gradient(u1).Scalar.ShouldBe(exp * (1 + (2 * value)), 1e-15 * exp);
            u3.Gradient(u2).Scalar.ShouldBe(exp);

            var direct = (u1 + u2.StopGradient()).Exp();
            direct.Gradient(u1).Scalar.ShouldBe(exp);
        }
    }

    [Test]
    public void Nothing_is_accumulated_between_calls()
    {
        var x = new Parameter<double>(3);
        var loss = x.Square();
        loss.Backward();
        loss.Backward()[x].Scalar.ShouldBe(6);
    }

    [Test]
    public void An_input_used_several_times_gets_the_sum()
    {
        var x = new Parameter<double>(3);
        ((x * x) + (x * x * x) - x).Backward()[x].Scalar.ShouldBe(6 + 27 - 1);
    }

    [Test]
    public void A_seed_weights_the_elements()
    {
        var x = new Parameter<double>(new[] { 1.0, 2, 3 });
        x.Square().Backward(seed: Node.Constant([1.0, 0, -1])).Single().Value.Value.ToArray().ShouldBe([2, 0, -6]);
    }

    [Test]
    public void Gradients_of_intermediate_nodes_come_when_asked_for()
    {
        var x = new Parameter<double>(2);
        var h = x.Square();
        var watched = (h * 5).Watch();
        var loss = watched.Square();
        var gradients = loss.Backward(wrt: [h, x]);
        gradients[h].Scalar.ShouldBe(200);
        gradients[x].Scalar.ShouldBe(800);
        gradients.Keys.ShouldBe([h, x]);

        var all = loss.Backward();
        all[watched].Scalar.ShouldBe(40);
        all[x].Scalar.ShouldBe(800);
        all.ContainsKey(h).ShouldBeFalse();
    }

    [Test]
    public void A_pass_by_chosen_nodes_visits_only_the_paths_that_lead_to_what_is_asked()
    {
        var (x, y) = (new Parameter<double>(2), new Parameter<double>(3));
        var visited = new List<string>();
        var loss = new Noted("x", visited).Apply(x) * new Noted("y", visited).Apply(y);
        loss.Gradient(x).Scalar.ShouldBe(3);
        loss.Backward(wrt: [x])[x].Scalar.ShouldBe(3);
        visited.ShouldBe(["x", "x"]);
        loss.Backward();
        visited.Order(StringComparer.Ordinal).ShouldBe(["x", "x", "x", "y"]);
    }

    [Test]
    public void Higher_derivatives_repeat()
    {
        var x = new Parameter<double>(0.7);
        Node<double> derivative = (2 * x).Exp() * x;
        for (var order = 1; order <= 5; order++)
        {
            derivative = derivative.Gradient(x, differentiable: true);

            // d^n/dx^n (x e^2x) = (2^n x + n 2^(n-1)) e^2x
            derivative.Scalar.ShouldBe(
                ((Math.Pow(2, order) * 0.7) + (order * Math.Pow(2, order - 1))) * Math.Exp(1.4), 1e-12 * Math.Pow(4, order));
        }
    }

    [Test]
    public void A_gradient_is_not_the_live_seed()
    {
        var (x, seed) = (new Parameter<double>(3), new Parameter<double>(2));
        var gradient = (x + 1).Backward(seed: seed)[x];
        gradient.RequiresGrad.ShouldBeFalse();
        seed.Update(5.0);
        gradient.Scalar.ShouldBe(2);
    }

    [Test]
    public void The_layer_by_layer_algorithm_written_by_hand_agrees()
    {
        // Algorithms 6.1 and 6.2 of Goodfellow, Bengio and Courville: Deep Learning, for one example, tanh layers and a squared error
        // with weight decay.
        var random = new Random(2);
        int[] sizes = [4, 5, 3, 2];
        var weights = sizes.Zip(
            sizes.Skip(1), (fanIn, fanOut) => new Parameter<double>(Initialize.Glorot<double>([fanOut, fanIn], random))).ToArray();
        var biases = sizes.Skip(1).Select(size => new Parameter<double>(Initialize.Normal<double>([size], random))).ToArray();
        var (input, target) = (Initialize.Normal<double>([4], random).ToArray(), Initialize.Normal<double>([2], random).ToArray());
        const double Decay = 0.1;

        Node<double> h = Node.Constant(input);
        var penalty = Node.Constant(0.0);
        for (var k = 0; k < weights.Length; k++)
        {
            h = (weights[k].MatMul(h) + biases[k]).Tanh();
            penalty += Decay / 2 * weights[k].Square().Sum();
        }

        var gradients = ((h - Node.Constant(target)).Square().Sum() + penalty).Backward();

        var layers = new List<double[]> { input };
        for (var k = 0; k < weights.Length; k++)
        {
            layers.Add([.. Enumerable.Range(0, sizes[k + 1])
                .Select(i => TensorPrimitives.Dot(weights[k].Span.Slice(i * sizes[k], sizes[k]), layers[k]) + biases[k].Span[i])
                .Select(Math.Tanh)]);
        }

        var g = layers[^1].Zip(target, (y, t) => 2 * (y - t)).ToArray();
        for (var k = weights.Length - 1; k >= 0; k--)
        {
            g = [.. g.Zip(layers[k + 1], (gradient, y) => gradient * (1 - (y * y)))];
            gradients[biases[k]].Value.ToArray().ShouldBe(g, 1e-14);
            var below = new double[sizes[k]];
            for (var i = 0; i < sizes[k + 1]; i++)
            {
                for (var j = 0; j < sizes[k]; j++)
                {
                    gradients[weights[k]].Value[i, j].ShouldBe((g[i] * layers[k][j]) + (Decay * weights[k].Value[i, j]), 1e-14);
                    below[j] += weights[k].Value[i, j] * g[i];
                }
            }

            g = below;
        }
    }

    [Test]
    public void Float_and_double_give_the_same_model_to_their_precision()
    {
        var (loss, gradient) = Model<double>();
        var (lossF, gradientF) = Model<float>();
        ((double)lossF).ShouldBe(loss, 1e-6 * Math.Abs(loss));
        gradientF.Length.ShouldBe(gradient.Length);
        var scale = gradient.Max(Math.Abs);
        gradientF.Zip(gradient, (single, wide) => Math.Abs(single - wide)).Max().ShouldBeLessThan(1e-6 * scale);

        static (T Loss, T[] Gradient) Model<T>()
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var random = new Random(4);
            var w = new Parameter<T>(Initialize.Glorot<T>([6, 5], random));
            var v = new Parameter<T>(Initialize.Glorot<T>([5, 3], random));
            var x = Node.Constant(Initialize.Normal<T>([7, 6], random));
            var loss = x.MatMul(w).Tanh().MatMul(v).SoftmaxCrossEntropy([0, 1, 2, 0, 1, 2, 0]);
            var gradients = loss.Backward();
            return (loss.Scalar, [.. gradients[w].Value.ToArray(), .. gradients[v].Value.ToArray()]);
        }
    }
}

using Autograd;

namespace Ops.Tests;

/// <summary>Layer and batch normalization, and the running statistics.</summary>
[TestFixture]
[Category("Kernels")]
public class NormalizationTests
{
    private const double Eps = 1e-5;

    [Test]
    public void LayerNorm_agrees_with_the_definition()
    {
        var random = new Random(31);
        for (var trial = 0; trial < 50; trial++)
        {
            var (rows, columns) = (random.Next(1, 5), random.Next(1, 6));
            var x = Initialize.Normal<double>([rows, columns], random, 3);
            var (gain, bias) = (Initialize.Normal<double>([columns], random), Initialize.Normal<double>([columns], random));
            var y = Node.Constant(x).LayerNorm(Node.Constant(gain), Node.Constant(bias), eps: Eps);
            for (var row = 0; row < rows; row++)
            {
                var expected = Standardized([.. Enumerable.Range(0, columns).Select(column => x[row, column])]);
                for (var column = 0; column < columns; column++)
                {
                    y.Value[row, column].ShouldBe((gain[column] * expected[column]) + bias[column], 1e-12);
                }
            }
        }
    }

    [Test]
    public void LayerNorm_over_several_axes_takes_them_together_and_in_their_shape()
    {
        var random = new Random(32);
        var x = Initialize.Normal<double>([2, 3, 4], random);
        var gain = Initialize.Normal<double>([2, 4], random);
        var y = Node.Constant(x).LayerNorm(Node.Constant(gain), axes: [2, 0]);
        for (var middle = 0; middle < 3; middle++)
        {
            var expected = Standardized([.. Enumerable.Range(0, 8).Select(i => x[i / 4, middle, i % 4])]);
            for (var i = 0; i < 8; i++)
            {
                y.Value[i / 4, middle, i % 4].ShouldBe(gain[i / 4, i % 4] * expected[i], 1e-12);
            }
        }
    }

    [Test]
    public void BatchNorm_agrees_with_the_definition_for_images()
    {
        var random = new Random(33);
        var x = Initialize.Normal<double>([3, 2, 2, 2], random, 3);
        var (gain, bias) = (Initialize.Normal<double>([2], random), Initialize.Normal<double>([2], random));
        var y = Node.Constant(x).BatchNorm(Node.Constant(gain), Node.Constant(bias), eps: Eps);
        for (var feature = 0; feature < 2; feature++)
        {
            var expected = Standardized([.. Enumerable.Range(0, 12).Select(i => x[i / 4, feature, i / 2 % 2, i % 2])]);
            for (var i = 0; i < 12; i++)
            {
                y.Value[i / 4, feature, i / 2 % 2, i % 2].ShouldBe((gain[feature] * expected[i]) + bias[feature], 1e-12);
            }
        }
    }

    [Test]
    public void RmsNorm_of_zeros_is_0_with_finite_gradients()
    {
        var (x, gain) = (new Parameter<double>(NdArray.Zeros<double>([2, 3])), new Parameter<double>(new[] { 1.0, 2, 3 }));
        var y = x.RmsNorm(gain, eps: 0.25);
        y.Value.ToArray().ShouldAllBe(value => value == 0);
        var gradients = y.Sum().Backward();
        gradients[x].Value.ToArray().ShouldBe([2, 4, 6, 2, 4, 6]);
        gradients[gain].Value.ToArray().ShouldBe([0, 0, 0]);

        // PyTorch's eps is the distance from 1 to the next number.
        Node.Constant(new[] { 1e-20f, 0 }).RmsNorm().Value[0].ShouldBe(1e-20f / MathF.Sqrt(1.1920929e-07f), 1e-22f);
        Node.Constant(new[] { 3.0, 4 }).RmsNorm().Value.ToArray().ShouldBe([3 / Math.Sqrt(12.5), 4 / Math.Sqrt(12.5)], 1e-15);
        new Parameter<double>(NdArray.Zeros<double>([0, 3])).RmsNorm().Shape.ShouldBe([0, 3]);
    }

    [Test]
    public void Groups_of_one_feature_or_of_all_are_instances_and_layers()
    {
        var x = Node.Constant(Initialize.Normal<double>([2, 4, 5], new Random(1)));
        x.GroupNorm(4).Value.ToArray().ShouldBe(x.LayerNorm(axes: 2).Value.ToArray(), 1e-14);
        x.GroupNorm(1).Value.ToArray().ShouldBe(x.LayerNorm(axes: [1, 2]).Value.ToArray(), 1e-14);
        new Parameter<double>(NdArray.Zeros<double>([0, 4, 5])).GroupNorm(2).Shape.ShouldBe([0, 4, 5]);
        new Parameter<double>(NdArray.Zeros<double>([2, 0])).GroupNorm(2).Shape.ShouldBe([2, 0]);
    }

    [Test]
    public void RmsNorm_and_GroupNorm_name_what_does_not_fit()
    {
        var x = Node.Constant(NdArray.Ones<double>([2, 3, 4]));
        Node<double> three = new[] { 1.0, 1, 1 };
        Should.Throw<ShapeException>(() => x.RmsNorm(three)).Message
            .ShouldContain("RmsNorm: the gain has shape (3), but x has shape (2, 3, 4); give a gain of shape (4)");
        Should.Throw<ArgumentOutOfRangeException>(() => x.RmsNorm(eps: 0)).Message.ShouldContain("RmsNorm: eps 0");
        Should.Throw<ArgumentOutOfRangeException>(() => x.RmsNorm(axes: 3)).Message.ShouldContain("RmsNorm: axis 3");
        Should.Throw<ShapeException>(() => x.GroupNorm(2)).Message
            .ShouldContain("GroupNorm: x has shape (2, 3, 4) with 3 features, which 2 groups do not divide");
        Should.Throw<ArgumentOutOfRangeException>(() => x.GroupNorm(0)).Message.ShouldContain("GroupNorm: groups 0");
        Should.Throw<ShapeException>(() => x.GroupNorm(3, new[] { 1.0 })).Message.ShouldContain("GroupNorm: the gain has shape (1)");
        Should.Throw<ShapeException>(() => three.GroupNorm(1)).Message.ShouldContain("GroupNorm: x has shape (3)");
    }

    [Test]
    public void Constant_input_is_normalized_to_the_bias_with_finite_gradients()
    {
        foreach (var value in new[] { 0.0, 1, 0.1, -1e6, 1e30 })
        {
            foreach (var normalize in new Func<Node<double>, Node<double>, Node<double>, Node<double>>[]
            {
                (x, gain, bias) => x.LayerNorm(gain, bias),
                (x, gain, bias) => x.BatchNorm(gain, bias),
                (x, gain, bias) => x.Reshape([1, 3, 3]).Transpose([0, 2, 1]).GroupNorm(1, gain, bias).Transpose([0, 2, 1]).Reshape([3, 3]),
            })
            {
                var x = new Parameter<double>(NdArray.Full([3, 3], value));
                var gain = new Parameter<double>(new[] { 1.0, 2, 3 });
                var bias = new Parameter<double>(new[] { 4.0, 5, 6 });
                var y = normalize(x, gain, bias);
                y.Value.ToArray().ShouldBe([4, 5, 6, 4, 5, 6, 4, 5, 6], 1e-6);
                var gradients = (y * y * y).Sum().Backward(wrt: [x, gain, bias], differentiable: true);
                var second = gradients[x].Square().Sum().Gradient(x);
                foreach (var gradient in (Node<double>[])[.. gradients.Values, second])
                {
                    gradient.Value.ToArray().ShouldAllBe(each => double.IsFinite(each));
                }
            }
        }
    }

    [Test]
    public void Constant_input_has_the_gradient_of_the_limit()
    {
        // At variance 0 the standard deviation is sqrt(eps) and has slope 0: the gradient is grad less its mean, over sqrt(eps).
        var x = new Parameter<double>(new[] { 2.0, 2, 2 });
        var gradient = x.LayerNorm(eps: 0.25).Gradient(x, Node.Constant([1.0, 2, 6]));
        gradient.Value.ToArray().ShouldBe([-4, -2, 6], 1e-14);
    }

    [Test]
    public void Float_keeps_its_digits_far_from_0()
    {
        // A variance computed as the mean of squares less the square of the mean would be 0 or negative here.
        var y = Node.Constant([10000f, 10001, 10002]).LayerNorm();
        y.Value.ToArray().ShouldBe([-1.2247f, 0, 1.2247f], 1e-3f);
    }

    [Test]
    public void The_rounding_of_the_mean_is_not_blown_up()
    {
        // The sums of these equal floats are rounded, by more than sqrt(eps).
        foreach (var value in new[] { 100_000.1f, 1_234_567.8f, 3e10f })
        {
            foreach (var length in new[] { 3, 7, 11, 100, 1001 })
            {
                var x = Node.Constant(NdArray.Full<float>([length, length], value));
                x.LayerNorm().Value.ToArray().ShouldAllBe(each => Math.Abs(each) < 1e-3);
                x.BatchNorm().Value.ToArray().ShouldAllBe(each => Math.Abs(each) < 1e-3);
            }
        }
    }

    [Test]
    public void Elements_whose_squares_overflow_are_normalized_all_the_same()
    {
        // 0, 1, ... 4 times any number, and whatever its sign, have these values: (i - 2) / sqrt(2). Eps is nothing beside the variance.
        foreach (var size in new[] { 8e37f, -8e37f, 1e30f, 1e19f })
        {
            foreach (var columns in new[] { 1, 5, 40 })
            {
                var next = 0;
                var rows = NdArray.Generate<float>([5, columns], () => size * (next++ / columns));
                foreach (var (y, length) in new[]
                {
                    (Node.Constant(rows).BatchNorm(), columns), (Node.Constant(rows).Transpose().LayerNorm().Transpose(), columns),
                })
                {
                    for (var i = 0; i < 5; i++)
                    {
                        for (var j = 0; j < length; j++)
                        {
                            y.Value[i, j].ShouldBe(MathF.Sign(size) * (i - 2) / MathF.Sqrt(2), 1e-5f);
                        }
                    }
                }
            }
        }
    }

    [Test]
    public void Largest_numbers_of_both_signs_are_normalized()
    {
        foreach (var length in new[] { 2, 6, 16, 34, 1000 })
        {
            var x = Enumerable.Range(0, length).Select(i => i % 2 == 0 ? float.MaxValue : -float.MaxValue).ToArray();
            Node.Constant(x).LayerNorm().Value.ToArray().ShouldBe([.. x.Select(each => (float)Math.Sign(each))], 1e-5f);
            var wide = Enumerable.Range(0, length).Select(i => i % 2 == 0 ? double.MaxValue : -double.MaxValue).ToArray();
            Node.Constant(wide).LayerNorm().Value.ToArray().ShouldBe([.. wide.Select(each => (double)Math.Sign(each))], 1e-12);
        }
    }

    [Test]
    public void Gradients_of_large_elements_are_those_of_small_ones_divided()
    {
        // y does not depend on the size of x where eps is nothing beside the variance; the gradient of x is divided by it.
        var random = new Random(35);
        var (x, seed) = (Initialize.Normal<float>([4, 40], random), Node.Constant(Initialize.Normal<float>([4, 40], random)));
        var (gain, bias) = (Initialize.Normal<float>([40], random), Initialize.Normal<float>([40], random));
        foreach (var normalize in new Func<Node<float>, Node<float>, Node<float>, Node<float>>[]
        {
            (x, gain, bias) => x.LayerNorm(gain, bias, eps: 1e-20), (x, gain, bias) => x.BatchNorm(gain, bias, eps: 1e-20),
        })
        {
            foreach (var scale in new[] { MathF.ScaleB(1, 100), MathF.ScaleB(1, 70) })
            {
                var (small, large) = (new Parameter<float>(x), new Parameter<float>((Node.Constant(x) * scale).Value));
                var (factor, term) = (new Parameter<float>(gain), new Parameter<float>(bias));
                var expected = (normalize(small, factor, term) * seed).Sum().Backward();
                var gradients = (normalize(large, factor, term) * seed).Sum().Backward();
                (gradients[large] * scale).Value.ToArray().ShouldBe(expected[small].Value.ToArray(), 1e-4f);
                gradients[factor].Value.ToArray().ShouldBe(expected[factor].Value.ToArray(), 1e-4f);
                gradients[term].Value.ToArray().ShouldBe(expected[term].Value.ToArray());
            }
        }
    }

    [Test]
    public void A_large_offset_and_one_far_element_cost_no_more_than_their_rounding()
    {
        // 1e8 and 1e8 + 8 are neighbors; the row of one large element has values sqrt(n - 1) and -1 / sqrt(n - 1).
        var near = Enumerable.Range(0, 50).Select(i => 1e8f + (8 * (i % 2))).ToArray();
        Node.Constant(near).LayerNorm().Value.ToArray().ShouldBe([.. near.Select((_, i) => (i % 2) - 0.5f + ((i % 2) - 0.5f))], 1e-5f);
        foreach (var place in new[] { 0, 77, 1000 })
        {
            var far = new float[1001];
            far[place] = 1e10f;
            var y = Node.Constant(far).LayerNorm().Value;
            y[place].ShouldBe(31.622776f, 1e-4f);
            y[500].ShouldBe(-0.0316227766f, 1e-7f);
        }
    }

    [Test]
    public void Gain_and_bias_inside_and_outside_agree()
    {
        // Rows of all lengths around those of vectors, and more rows than are added up in order.
        var random = new Random(36);
        foreach (var (rows, columns) in new[] { (1, 17), (30, 31), (200, 33), (5000, 18), (20, 3000) })
        {
            var (x, seed) = (Initialize.Normal<float>([rows, columns], random, 3), Initialize.Normal<float>([rows, columns], random));
            var gain = new Parameter<float>(Initialize.Normal<float>([columns], random));
            var bias = new Parameter<float>(new float[columns]);
            foreach (var axis in rows == 1 ? [1] : new[] { 0, 1 })
            {
                var (one, two) = (new Parameter<float>(x), new Parameter<float>(x));
                var inside = new ScaledStandardize([axis], [1], Eps).Apply(one, gain, bias);
                var outside = (new Standardize([axis], Eps).Apply(two) * gain) + bias;
                inside.Value.ToArray().ShouldBe(outside.Value.ToArray(), 1e-5f);
                var (a, b) = ((inside * seed).Sum().Backward(), (outside * seed).Sum().Backward());
                a[one].Value.ToArray().ShouldBe(b[two].Value.ToArray(), 2e-5f);
                a[gain].Value.ToArray().ShouldBe(b[gain].Value.ToArray(), 1e-5f * MathF.Sqrt(rows) * 10);
                a[bias].Value.ToArray().ShouldBe(b[bias].Value.ToArray(), 1e-5f * MathF.Sqrt(rows) * 10);
            }
        }
    }

    [Test]
    public void Gain_and_bias_inside_take_the_first_or_the_last_axes_and_their_shape()
    {
        var x = Node.Constant(NdArray.Ones<double>([2, 3, 4]));
        Should.Throw<ShapeException>(() => new ScaledStandardize([1], [1], Eps).Apply(x, Ones(4), Ones(4)))
            .Message.ShouldContain("gain and bias along axes [1] of shape (2, 3, 4), which is standardized over axes [1]");
        Should.Throw<ShapeException>(() => new ScaledStandardize([2], [2], Eps).Apply(x, Ones(3), Ones(4)))
            .Message.ShouldContain("the gain has shape (3); for x of shape (2, 3, 4) along axes [2] it must have shape (4)");
        Should.Throw<ShapeException>(() => new ScaleGradients([0, 2], [1], Eps).Apply(x, x));
        Should.Throw<ShapeException>(() => new ScaledStandardizeGradient([2], [2], Eps).Apply(x, x, Ones(3)));
        new ScaleGradients([0], [1, 2], Eps).Apply(x, x).Shape.ShouldBe([2, 3, 4]);
    }

    [Test]
    public void Running_statistics_follow_the_batches_with_the_unbiased_variance()
    {
        // Feature 0 has batch means 2 and 5 and unbiased variances 2 and 8; feature 1 is constant.
        var running = new RunningStatistics<double>(2, momentum: 0.25);
        Node.Constant(new[,] { { 1.0, 7 }, { 3, 7 } }).BatchNorm(running: running);
        running.Mean.ToArray().ShouldBe([0.5, 1.75], 1e-15);
        running.Variance.ToArray().ShouldBe([1.25, 0.75], 1e-15);
        Node.Constant(new[,] { { 3.0, 7 }, { 7, 7 } }).BatchNorm(running: running);
        running.Mean.ToArray().ShouldBe([1.625, 3.0625], 1e-15);
        running.Variance.ToArray().ShouldBe([2.9375, 0.5625], 1e-15);
    }

    [Test]
    public void Running_statistics_are_not_touched_by_inference_nor_by_a_call_that_is_refused()
    {
        var running = new RunningStatistics<double>(2);
        var x = Node.Constant(new[,] { { 1.0, 7 }, { 3, 7 } });
        x.BatchNormInference(running);
        Should.Throw<ShapeException>(() => x.BatchNorm(gain: x, running: running));
        Should.Throw<ArgumentOutOfRangeException>(() => x.BatchNorm(running: running, eps: 0));
        running.Mean.ToArray().ShouldBe([0, 0]);
        running.Variance.ToArray().ShouldBe([1, 1]);
    }

    [Test]
    public void Inference_uses_the_given_statistics_and_takes_one_example()
    {
        var running = new RunningStatistics<double>(new[] { 1.0, -1 }, new[] { 4.0, 0.25 });
        var y = Node.Constant(new[,] { { 5.0, 0 } })
            .BatchNormInference(running, Node.Constant([2.0, 3]), Node.Constant([0.5, 0]), eps: 1e-12);
        y.Value.ToArray().ShouldBe([4.5, 6], 1e-9);
    }

    [Test]
    public void Momentum_1_gives_the_inference_that_training_saw_up_to_the_count()
    {
        var running = new RunningStatistics<double>(2, momentum: 1);
        var x = Node.Constant(Initialize.Normal<double>([4, 2, 3], new Random(34)));
        var trained = x.BatchNorm(running: running, eps: 1e-12);
        var inferred = x.BatchNormInference(running, eps: 1e-12) * Math.Sqrt(12.0 / 11);
        inferred.Value.ToArray().ShouldBe(trained.Value.ToArray(), 1e-9);
    }

    [Test]
    public void Empty_arrays_pass_through()
    {
        var x = new Parameter<double>(NdArray.Zeros<double>([0, 3]));
        var running = new RunningStatistics<double>(3);
        x.LayerNorm(Ones(3), Ones(3)).Shape.ShouldBe([0, 3]);
        x.BatchNorm(Ones(3), Ones(3), running).Shape.ShouldBe([0, 3]);
        running.Mean.ToArray().ShouldBe([0, 0, 0]);
        x.BatchNormInference(running).Shape.ShouldBe([0, 3]);
        Node.Constant(NdArray.Zeros<double>([3, 0])).LayerNorm(Ones(0)).Shape.ShouldBe([3, 0]);
        x.LayerNorm(Ones(3)).Sum().Gradient(x).Shape.ShouldBe([0, 3]);
    }

    [Test]
    public void Statistics_given_as_the_values_of_parameters_stay()
    {
        var (mean, variance) = (new Parameter<double>(new[] { 1.0, 2 }), new Parameter<double>(new[] { 4.0, 9 }));
        var running = new RunningStatistics<double>(mean.Value, variance.Value);
        mean.Update(new[] { 5.0, 6 });
        variance.Update(new[] { 7.0, 8 });
        running.Mean.ToArray().ShouldBe([1, 2]);
        running.Variance.ToArray().ShouldBe([4, 9]);
    }

    [Test]
    public void Statistics_are_state_of_a_model_and_no_parameters()
    {
        var parameters = new ParameterSet<double>();
        var running = new RunningStatistics<double>(parameters.Under("norm"), 2, momentum: 0.5);
        parameters.ShouldBeEmpty();
        parameters.States.Keys.ShouldBe(["norm.mean", "norm.variance"]);
        var before = running.Mean;
        var x = new Parameter<double>(new[,] { { 1.0, 7 }, { 3, 7 } });
        x.BatchNorm(running: running);
        before.ToArray().ShouldBe([0, 0], "an array that was read stays");
        parameters.States["norm.mean"].Value.ToArray().ShouldBe([1, 3.5]);

        // A model that was kept elsewhere is put back by path; what was computed before stays.
        var earlier = x.BatchNormInference(running);
        var value = earlier.Value.Copy();
        parameters.States["norm.mean"].Value = new double[] { 5, 6 };
        parameters.States["norm.variance"].Value = new double[] { 4, 9 };
        (running.Mean, running.Variance).ShouldBe((new double[] { 5, 6 }, new double[] { 4, 9 }));
        earlier.Value.ShouldBe(value);
        var later = x.BatchNormInference(running, eps: 1e-12);
        later.Value.ToArray().ShouldBe([-2, 1 / 3.0, -1, 1 / 3.0], 1e-9);
        later.Sum().Backward().Count.ShouldBe(1, "no gradient reaches the statistics");
    }

    [Test]
    public void Statistics_may_be_set_to_what_they_can_be()
    {
        var running = new RunningStatistics<double>(2) { Mean = new double[] { 5, 6 }, Variance = new double[] { 4, 0 } };
        Should.Throw<ShapeException>(() => running.Mean = new double[3]).Message.ShouldContain("shape (3), but a state keeps its shape");
        Should.Throw<ArgumentException>(() => running.Variance = new double[] { 1, -1 }).Message.ShouldContain("has a negative element");
        running.Variance.ToArray().ShouldBe([4, 0]);
    }

    [Test]
    public void Nan_spoils_only_its_own_row_or_feature()
    {
        var x = Node.Constant(new[,] { { double.NaN, 1 }, { 2, 4 } });
        x.LayerNorm().Value.ToArray().Select(double.IsNaN).ShouldBe([true, true, false, false]);
        x.BatchNorm().Value.ToArray().Select(double.IsNaN).ShouldBe([true, false, true, false]);
    }

    private static double[] Standardized(double[] elements)
    {
        var mean = elements.Average();
        var variance = elements.Average(each => (each - mean) * (each - mean));
        return Array.ConvertAll(elements, each => (each - mean) / Math.Sqrt(variance + Eps));
    }

    private static Node<double> Ones(int length) => Node.Constant(NdArray.Ones<double>([length]));
}

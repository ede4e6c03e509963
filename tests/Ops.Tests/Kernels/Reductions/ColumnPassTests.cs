using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Softmax, normalization and their gradients of rows that lie side by side, beside loops over one row in double.</summary>
[TestFixture]
[Category("Kernels")]
public class ColumnPassTests
{
    private const double Eps = 1e-5;

    // One row to many, around the width of vectors and of what is computed together, and more elements than are added up in order.
    [Test]
    public void Each_row_is_computed_by_itself(
        [Values("2x5x1", "3x7x2", "3x1x5", "2x33x4", "2x40x17", "1x70x33", "2x1100x35", "1x34x300", "1x9x530", "1x3x1023")] string shape)
    {
        int[] lengths = [.. shape.Split('x').Select(int.Parse)];
        ShouldAgree<double>(lengths, 1e-12);
        ShouldAgree<float>(lengths, 2e-5);
    }

    [Test]
    public void Channels_and_groups_of_them_are_standardized_by_themselves(
        [Values("1x4x16", "3x4x17", "40x2x16", "2x6x300")] string shape)
    {
        int[] lengths = [.. shape.Split('x').Select(int.Parse)];
        ShouldStandardize<double>(lengths, 1e-11);
        ShouldStandardize<float>(lengths, 5e-5);
    }

    [Test]
    public void Equal_elements_of_channels_are_the_bias_and_huge_ones_do_not_overflow()
    {
        var (one, bias) = (Node.Constant(NdArray.Ones<float>([4])), Node.Constant(NdArray.Wrap([4], [1f, 2, 3, 4])));
        var equal = Node.Constant(NdArray.Wrap([2, 4, 16], Enumerable.Repeat(1e7f / 3, 128).ToArray()));
        var huge = Node.Constant(NdArray.Wrap([2, 4, 16], Enumerable.Range(0, 128).Select(i => i % 2 == 0 ? 3e38f : -3e38f).ToArray()));
        foreach (var normalize in new Func<Node<float>, Node<float>>[] { x => x.BatchNorm(one, bias), x => x.GroupNorm(2, one, bias) })
        {
            var (ofEqual, ofHuge) = (normalize(equal).Value, normalize(huge).Value);
            for (var i = 0; i < 128; i++)
            {
                var channel = i / 16 % 4;
                ofEqual.Span[i].ShouldBe(channel + 1);
                ofHuge.Span[i].ShouldBe(channel + 1 + (i % 2 == 0 ? 1f : -1f), 1e-5f);
            }
        }
    }

    // Elements at which the center is looked for are far from the mean; or products of gradients and differences from it are below the
    // normal numbers, or overflow, where those with standardized elements do not.
    [Test]
    public void Hard_rows_keep_their_digits_along_and_across(
        [Values("far", "small", "large")] string kind, [Values(16, 100, 640)] int length)
    {
        const int rows = 9;
        var random = new Random(7);
        var (size, seedSize) = kind switch { "small" => (1e-12, 1e-28), "large" => (1e18, 1e25), _ => (1.0, 1.0) };
        var eps = kind == "small" ? 1e-30 : Eps;
        var (x, g) = (new float[rows, length], new float[rows, length]);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < length; i++)
            {
                var far = kind == "far" && i % Math.Max(1, length / 32) == 0 && i % 3 < 2 ? 1000 : 0;
                (x[row, i], g[row, i]) = ((float)(size * (random.NextDouble() + far)), (float)(seedSize * (random.NextDouble() - 0.3)));
            }
        }

        foreach (var along in new[] { true, false })
        {
            var input = new Parameter<float>(along ? x : Transposed(x));
            var (gain, bias) = (new Parameter<float>(NdArray.Ones<float>([length])), new Parameter<float>(new float[length]));
            var (one, zero) = (new Parameter<float>(NdArray.Ones<float>([rows])), new Parameter<float>(new float[rows]));
            var y = along ? input.LayerNorm(gain, bias, eps: eps) : input.BatchNorm(one, zero, eps: eps);
            var gradients = (y * Node.Constant<float>(along ? g : Transposed(g))).Sum().Backward();
            var (value, slope) = (y.Value, gradients[input].Value);
            for (var row = 0; row < rows; row++)
            {
                double[] elements = [.. Enumerable.Range(0, length).Select(i => (double)x[row, i])];
                double[] seed = [.. Enumerable.Range(0, length).Select(i => (double)g[row, i])];
                var (s, back) = (Standardized(elements, eps), GradientOf(seed, elements, eps));
                var deviation = Math.Sqrt(elements.Average(element => Math.Pow(element - elements.Average(), 2)) + eps);
                for (var i = 0; i < length; i++)
                {
                    var (found, slopeFound) = along ? (value[row, i], slope[row, i]) : (value[i, row], slope[i, row]);
                    ((double)found).ShouldBe(s[i], 1e-5);
                    (slopeFound * deviation / seedSize).ShouldBe(back[i] * deviation / seedSize, 1e-5);
                }

                if (!along)
                {
                    var sums = seed.Zip(s, (a, b) => a * b).ToArray();
                    (gradients[one].Value[row] / seedSize).ShouldBe(sums.Sum() / seedSize, 1e-6 * sums.Sum(Math.Abs) / seedSize * 10);
                }
            }
        }
    }

    [Test]
    public void Hard_rows_change_no_digit_of_those_beside_them()
    {
        var random = new Random(8);
        var (usual, seed) = (Initialize.Normal<float>([100, 8], random), Initialize.Normal<float>([100, 8], random));
        var gradient = Gradients(usual, seed);
        foreach (var hard in new Func<int, float>[]
        {
            i => i < 4 ? 1e4f : 0, i => i % 2 == 0 ? 3e38f : -3e38f, i => i * 1e-20f, _ => float.NaN,
        })
        {
            var mixed = usual.ToArray();
            for (var i = 0; i < 100; i++)
            {
                mixed[(i * 8) + 3] = hard(i);
            }

            var found = Gradients(new([100, 8], mixed), seed);
            for (var i = 0; i < found.Length; i++)
            {
                if (i % 8 != 3)
                {
                    found[i].ShouldBe(gradient[i]);
                }
            }
        }

        static float[] Gradients(NdArray<float> x, NdArray<float> seed)
        {
            var (input, gain) = (new Parameter<float>(x), new Parameter<float>(NdArray.Ones<float>([8])));
            var y = input.BatchNorm(gain, new Parameter<float>(new float[8]), eps: 1e-30);
            var gradients = y.Backward([input, gain], Node.Constant(seed));
            return [.. y.Value.ToArray(), .. gradients[input].Value.ToArray(), .. gradients[gain].Value.ToArray()];
        }
    }

    private static float[,] Transposed(float[,] x) => Node.Constant<float>(x).Transpose().Value.ToArray2D();

    private static void ShouldAgree<T>(int[] shape, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(3);
        var (length, rows) = (shape[1], shape[0] * shape[2]);
        var x = Node.Constant(Initialize.Normal<T>(new Shape(shape), random, 3));
        var g = Node.Constant(Initialize.Normal<T>(new Shape(shape), random));
        IntList labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(length))];
        var weights = Node.Constant(Initialize.Normal<T>([shape[0], shape[2]], random));
        var logSum = x.LogSumExp(1).Value;
        var softmax = x.Softmax(1);
        var logSoftmax = x.LogSoftmax(1);
        NdArray<T>[] found =
        [
            softmax.Value, logSoftmax.Value, new SoftmaxGradient([1]).Apply(g, softmax).Value,
            new LogSoftmaxGradient([1]).Apply(g, logSoftmax).Value, new Standardize([1], Eps).Apply(x).Value,
            new StandardizeGradient([1], Eps).Apply(g, x).Value, new SoftmaxMinusOneHot(labels, 1).Apply(x, weights).Value,
        ];
        var losses = x.SoftmaxCrossEntropy(labels, Reduction.None, axis: 1).Value;
        for (var row = 0; row < rows; row++)
        {
            var (outer, inner) = Math.DivRem(row, shape[2]);
            double[] Row(NdArray<T> array) =>
                [.. Enumerable.Range(0, length).Select(j => double.CreateChecked(array[outer, j, inner]))];
            var (elements, gradient) = (Row(x.Value), Row(g.Value));
            var max = elements.Max();
            var log = max + Math.Log(elements.Sum(element => Math.Exp(element - max)));
            var p = elements.Select(element => Math.Exp(element - log)).ToArray();
            var weight = double.CreateChecked(weights.Value[outer, inner]);
            double[][] expected =
            [
                p, [.. elements.Select(element => element - log)],
                [.. p.Select((pj, j) => pj * (gradient[j] - p.Zip(gradient, (a, b) => a * b).Sum()))],
                [.. p.Select((pj, j) => gradient[j] - (pj * gradient.Sum()))],
                Standardized(elements), GradientOf(gradient, elements),
                [.. p.Select((pj, j) => weight * (pj - (j == labels[row] ? 1 : 0)))],
            ];
            double.CreateChecked(logSum[outer, inner]).ShouldBe(log, tolerance * 10);
            double.CreateChecked(losses[outer, inner]).ShouldBe(log - elements[labels[row]], tolerance * 10);
            for (var i = 0; i < found.Length; i++)
            {
                Row(found[i]).ShouldBe(expected[i], tolerance * 50, $"result {i} of row {row}");
            }
        }
    }

    private static void ShouldStandardize<T>(int[] shape, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(5);
        var (outer, channels, inner) = (shape[0], shape[1], shape[2]);
        var x = new Parameter<T>(Initialize.Normal<T>(new Shape(shape), random, 3));
        var gain = new Parameter<T>(Initialize.Normal<T>([channels], random));
        var bias = new Parameter<T>(Initialize.Normal<T>([channels], random));
        var g = Node.Constant(Initialize.Normal<T>(new Shape(shape), random));

        // The row that an element belongs to: of its channel, or of two neighboring channels of its outer one.
        Func<int, int> ofChannel = i => i / inner % channels, ofGroup = i => i / inner / 2;
        var (ofChannels, ofGroups) = (x.BatchNorm(gain, bias), x.GroupNorm(channels / 2, gain, bias));
        foreach (var (normalized, rowOf) in new[] { (ofChannels, ofChannel), (ofGroups, ofGroup) })
        {
            var gradients = normalized.Backward([x, gain, bias], g);
            double[] Elements(NdArray<T> array) => [.. array.ToArray().Select(double.CreateChecked)];
            var (elements, seed, gains, biases) = (Elements(x.Value), Elements(g.Value), Elements(gain.Value), Elements(bias.Value));
            var (y, dx, dGain, dBias) = (new double[x.Shape.Size], new double[x.Shape.Size], new double[channels], new double[channels]);
            foreach (var row in Enumerable.Range(0, x.Shape.Size).GroupBy(rowOf))
            {
                int[] at = [.. row];
                var s = Standardized([.. at.Select(i => elements[i])]);
                var back = GradientOf([.. at.Select(i => seed[i] * gains[ofChannel(i)])], [.. at.Select(i => elements[i])]);
                for (var j = 0; j < at.Length; j++)
                {
                    var (i, channel) = (at[j], ofChannel(at[j]));
                    (y[i], dx[i]) = ((s[j] * gains[channel]) + biases[channel], back[j]);
                    (dGain[channel], dBias[channel]) = (dGain[channel] + (seed[i] * s[j]), dBias[channel] + seed[i]);
                }
            }

            Elements(normalized.Value).ShouldBe(y, tolerance);
            Elements(gradients[x].Value).ShouldBe(dx, tolerance);
            Elements(gradients[gain].Value).ShouldBe(dGain, tolerance * 10);
            Elements(gradients[bias].Value).ShouldBe(dBias, tolerance * 10);
        }
    }

    private static double[] Standardized(double[] x, double eps = Eps)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(element => (element - mean) * (element - mean)) + eps);
        return [.. x.Select(element => (element - mean) / deviation)];
    }

    private static double[] GradientOf(double[] g, double[] x, double eps = Eps)
    {
        var (s, mean) = (Standardized(x, eps), x.Average());
        var deviation = Math.Sqrt(x.Average(element => (element - mean) * (element - mean)) + eps);
        var products = g.Zip(s, (a, b) => a * b).Average();
        return [.. g.Select((element, j) => (element - g.Average() - (s[j] * products)) / deviation)];
    }
}

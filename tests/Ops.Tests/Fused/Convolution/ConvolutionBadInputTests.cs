using System.Globalization;
using Autograd;

namespace Ops.Tests;

/// <summary>Each bad argument of a convolution, a pooling or a normalization is refused by name.</summary>
[TestFixture]
public class ConvolutionBadInputTests
{
    private static readonly Node<double> s_x = Ones(2, 4, 5, 6);
    private static readonly Node<double> s_w = Ones(6, 4, 3, 3);

    [Test]
    public void Conv2D_names_a_wrong_rank()
    {
        Refused<ShapeException>(
            () => Ones(4, 5, 6).Conv2D(s_w), "Conv2D: x has shape (4, 5, 6) with 3 axes; give (n, channels, height, width)");
        Refused<ShapeException>(() => s_x.Conv2D(Ones(6, 4, 3)),
            "Conv2D: the weight has shape (6, 4, 3) with 3 axes; give (outputs, channels / groups, height, width)");
        Refused<ShapeException>(() => s_x.Conv2D(s_w, Ones(1, 6)), "Conv2D: the bias has shape (1, 6)");
        Refused<ArgumentNullException>(() => s_x.Conv2D(null!), "weight");
    }

    [Test]
    public void Conv2D_names_channels_and_outputs_that_do_not_fit()
    {
        Refused<ShapeException>(() => s_x.Conv2D(Ones(6, 3, 3, 3)), "with 4 channels and groups 1, axis 1 of the weight must be 4, not 3");
        Refused<ShapeException>(() => s_x.Conv2D(s_w, groups: 2), "with 4 channels and groups 2, axis 1 of the weight must be 2, not 4");
        Refused<ShapeException>(() => s_x.Conv2D(Ones(6, 1, 3, 3), groups: 3), "with 4 channels", "both must divide by groups 3");
        Refused<ShapeException>(() => s_x.Conv2D(Ones(5, 2, 3, 3), groups: 2), "with 5 outputs; both must divide by groups 2");
        Refused<ShapeException>(() => s_x.Conv2D(s_w, Ones(4)), "the bias has shape (4)", "give a bias of shape (6)");
        Refused<ArgumentOutOfRangeException>(() => s_x.Conv2D(s_w, groups: 0), "Conv2D: groups 0 must be 1 or more");
    }

    [Test]
    public void Conv2D_names_a_bad_stride_padding_or_dilation_and_its_axis()
    {
        Refused<ArgumentOutOfRangeException>(() => s_x.Conv2D(s_w, stride: (0, 1)), "Conv2D: stride 0 along the height must be 1 or more");
        Refused<ArgumentOutOfRangeException>(() => s_x.Conv2D(s_w, stride: (1, -1)), "Conv2D: stride -1 along the width must be 1 or more");
        Refused<ArgumentOutOfRangeException>(() => s_x.Conv2D(s_w, padding: -1), "Conv2D: padding -1 along the height must be 0 or more");
        Refused<ArgumentOutOfRangeException>(() => s_x.Conv2D(s_w, dilation: 0), "Conv2D: dilation 0 along the height must be 1 or more");
    }

    [Test]
    public void Conv2D_names_a_kernel_that_is_empty_or_larger_than_the_padded_image()
    {
        Refused<ArgumentOutOfRangeException>(() => s_x.Conv2D(Ones(6, 4, 3, 0)), "Conv2D: size 0 along the width must be 1 or more");
        Refused<ShapeException>(
            () => s_x.Conv2D(Ones(6, 4, 8, 3), padding: 1),
            "Conv2D: a window of size 8 with dilation 1 spans 8 elements, "
            + "but along the height there are 5, 7 with the padding on both sides");
        Refused<ShapeException>(
            () => s_x.Conv2D(s_w, dilation: (1, 3)), "spans 7 elements, but along the width there are 6, 6 with the padding on both sides");
    }

    [Test]
    public void Conv1D_speaks_of_lengths()
    {
        var (x, w) = (Ones(2, 4, 5), Ones(6, 4, 3));
        Refused<ShapeException>(() => s_x.Conv1D(w), "Conv1D: x has shape (2, 4, 5, 6) with 4 axes; give (n, channels, length)");
        Refused<ShapeException>(
            () => x.Conv1D(s_w), "Conv1D: the weight has shape (6, 4, 3, 3) with 4 axes; give (outputs, channels / groups, length)");
        Refused<ShapeException>(() => x.Conv1D(Ones(6, 3, 3)), "Conv1D: x has shape (2, 4, 5) and the weight has shape (6, 3, 3)");
        Refused<ShapeException>(() => x.Conv1D(Ones(6, 4, 6)), "Conv1D: a window of size 6", "along the length there are 5");
        Refused<ShapeException>(() => x.Conv1D(w, Ones()), "Conv1D: the bias has shape ()");
        Refused<ArgumentOutOfRangeException>(() => x.Conv1D(w, stride: 0), "Conv1D: stride 0 along the length");
        Refused<ArgumentOutOfRangeException>(() => x.Conv1D(w, padding: -2), "Conv1D: padding -2 along the length");
        Refused<ArgumentOutOfRangeException>(() => x.Conv1D(w, dilation: 0), "Conv1D: dilation 0 along the length");
        Refused<ArgumentOutOfRangeException>(() => x.Conv1D(w, groups: -1), "Conv1D: groups -1");
        Refused<ArgumentNullException>(() => x.Conv1D(null!), "weight");
    }

    [Test]
    public void Pooling_names_bad_sizes_strides_and_paddings()
    {
        foreach (var (name, pool) in new (string, Func<Node<double>, HeightWidth, HeightWidth, HeightWidth, Node<double>>)[]
        {
            ("MaxPool2D", (x, size, stride, padding) => x.MaxPool2D(size, stride, padding)),
            ("AveragePool2D", (x, size, stride, padding) => x.AveragePool2D(size, stride, padding)),
            ("MaxPool2D", (x, size, stride, padding) => new MaxPool2D(size, stride, padding).Apply(x)),
        })
        {
            Refused<ArgumentOutOfRangeException>(() => pool(s_x, (0, 1), 1, 0), $"{name}: size 0 along the height");
            Refused<ArgumentOutOfRangeException>(() => pool(s_x, (2, -1), 1, 0), $"{name}: size -1 along the width");
            Refused<ArgumentOutOfRangeException>(() => pool(s_x, 2, (1, 0), 0), $"{name}: stride 0 along the width");
            Refused<ArgumentOutOfRangeException>(() => pool(s_x, 2, 1, -1), $"{name}: padding -1 along the height");
            Refused<ArgumentOutOfRangeException>(() => pool(s_x, 2, 1, (1, 2)), $"{name}: padding (1, 2) is not smaller than size (2, 2)");
            Refused<ShapeException>(() => pool(s_x, 8, 1, 1), $"{name}: a window of size 8", "along the height there are 5");
            Refused<ShapeException>(() => pool(Ones(4, 5, 6), 2, 2, 0), $"{name}: x has shape (4, 5, 6) with 3 axes");
        }
    }

    [Test]
    public void Unfold2D_and_Fold2D_name_what_does_not_fit()
    {
        Refused<ShapeException>(() => Ones(4, 5, 6).Unfold2D(2), "Unfold2D: x has shape (4, 5, 6) with 3 axes");
        Refused<ShapeException>(() => s_x.Unfold2D(7), "Unfold2D: a window of size 7");
        Refused<ArgumentOutOfRangeException>(() => s_x.Unfold2D(2, stride: 0), "Unfold2D: stride 0");
        Refused<ArgumentOutOfRangeException>(() => s_x.Unfold2D(0), "Unfold2D: size 0");
        Refused<ArgumentOutOfRangeException>(() => s_x.Unfold2D(2, padding: -1), "Unfold2D: padding -1");
        Refused<ArgumentOutOfRangeException>(() => s_x.Unfold2D(2, dilation: -1), "Unfold2D: dilation -1");
        Refused<ArgumentOutOfRangeException>(() => new Unfold2D(default).Apply(s_x), "Unfold2D: size 0");

        var patches = Ones(4, 2, 2, 2, 4, 5);
        Refused<ShapeException>(() => s_x.Fold2D((5, 6)), "Fold2D: x has shape (2, 4, 5, 6) with 4 axes");
        Refused<ShapeException>(() => patches.Fold2D((5, 7)),
            "Fold2D: x has shape (4, 2, 2, 2, 4, 5), but images (2, 4, 5, 7) have patches (4, 2, 2, 2, 4, 6)");
        Refused<ShapeException>(() => patches.Fold2D((1, 6)), "Fold2D: a window of size 2");
        Refused<ShapeException>(() => patches.Fold2D((-1, 6)), "Fold2D: an image of height and width (-1, 6) cannot be");
        Refused<ArgumentOutOfRangeException>(() => patches.Fold2D((5, 6), stride: 0), "Fold2D: stride 0");
        Refused<ArgumentOutOfRangeException>(() => patches.Fold2D((5, 6), padding: -1), "Fold2D: padding -1");
        Refused<ArgumentOutOfRangeException>(() => patches.Fold2D((5, 6), dilation: 0), "Fold2D: dilation 0");
        Refused<ShapeException>(
            () => new Fold2D(new Window2D(3, 1, 0, 1), (5, 6)).Apply(patches), "Fold2D: x has shape (4, 2, 2, 2, 4, 5)");
    }

    [Test]
    public void LayerNorm_names_a_bad_eps_axis_gain_or_bias()
    {
        var x = Ones(2, 3);
        foreach (var eps in new[] { 0, -1e-5, double.NaN, double.PositiveInfinity })
        {
            Refused<ArgumentOutOfRangeException>(
                () => x.LayerNorm(eps: eps), string.Create(CultureInfo.CurrentCulture, $"LayerNorm: eps {eps} must be a positive number"));
        }

        // Positive as a double, 0 as a float.
        Refused<ArgumentOutOfRangeException>(() => Node.Constant([1f, 2]).LayerNorm(eps: 1e-60), "LayerNorm: eps", "Single");
        Refused<ShapeException>(
            () => x.LayerNorm(gain: Ones(2)), "LayerNorm: the gain has shape (2), but x has shape (2, 3); give a gain of shape (3)");
        Refused<ShapeException>(() => x.LayerNorm(bias: Ones(1, 3)), "LayerNorm: the bias has shape (1, 3)");
        Refused<ShapeException>(() => x.LayerNorm(Ones(3), axes: [0, 1]), "give a gain of shape (2, 3)");
        Refused<ArgumentOutOfRangeException>(() => x.LayerNorm(axes: 2), "LayerNorm: axis 2");
        Refused<ArgumentException>(() => x.LayerNorm(axes: [1, -1]), "LayerNorm: axis 1", "twice");
        Refused<ArgumentOutOfRangeException>(() => Ones().LayerNorm(), "LayerNorm: axis -1 of a scalar");
    }

    [Test]
    public void BatchNorm_names_one_element_a_feature_and_what_does_not_fit()
    {
        Refused<ShapeException>(() => Ones(1, 3).BatchNorm(), "BatchNorm: x has shape (1, 3) with one element for each feature");
        Refused<ShapeException>(() => Ones(1, 3, 1, 1).BatchNorm(), "one element for each feature");
        var running = new RunningStatistics<double>(2);
        foreach (var (name, normalize) in new (string, Func<Node<double>, Node<double>?, Node<double>?, double, Node<double>>)[]
        {
            ("BatchNorm", (x, gain, bias, eps) => x.BatchNorm(gain, bias, running, eps)),
            ("BatchNormInference", (x, gain, bias, eps) => x.BatchNormInference(running, gain, bias, eps)),
        })
        {
            Refused<ShapeException>(() => normalize(Ones(3), null, null, 1), $"{name}: x has shape (3); give at least two axes");
            Refused<ShapeException>(() => normalize(Ones(4, 3), null, null, 1),
                $"{name}: x has shape (4, 3) with 3 features, but the running statistics are those of 2");
            Refused<ShapeException>(
                () => normalize(Ones(4, 2), Ones(4), null, 1), $"{name}: the gain has shape (4)", "give a gain of shape (2)");
            Refused<ShapeException>(() => normalize(Ones(4, 2), null, Ones(), 1), $"{name}: the bias has shape ()");
            Refused<ArgumentOutOfRangeException>(() => normalize(Ones(4, 2), null, null, 0), $"{name}: eps 0 must be a positive number");
            Refused<ArgumentOutOfRangeException>(() => normalize(Ones(4, 2), null, null, double.NaN), $"{name}: eps NaN");
        }

        Refused<ArgumentNullException>(() => Ones(4, 2).BatchNormInference(null!), "running");
    }

    [Test]
    public void Running_statistics_refuse_what_cannot_be()
    {
        Refused<ShapeException>(() => new RunningStatistics<double>(new[] { 1.0 }, new[] { 1.0, 2 }),
            "RunningStatistics: the mean has shape (1) and the variance (2)");
        Refused<ShapeException>(() => new RunningStatistics<double>(1.0, 1.0), "RunningStatistics: the mean has shape ()");
        Refused<ArgumentException>(() => new RunningStatistics<double>(new[] { 1.0, 2 }, new[] { 1.0, -1e-300 }), "has a negative element");
        Refused<ArgumentOutOfRangeException>(() => new RunningStatistics<double>(2, momentum: -0.1), "RunningStatistics: momentum");
        Refused<ArgumentOutOfRangeException>(() => new RunningStatistics<double>(2, momentum: 1.1), "momentum");
        Refused<ArgumentOutOfRangeException>(() => new RunningStatistics<double>(2, momentum: double.NaN), "momentum");
        Refused<ShapeException>(() => new RunningStatistics<double>(-1), "(-1)");
    }

    private static void Refused<TException>(Func<object> call, params string[] parts)
        where TException : Exception
    {
        var message = Should.Throw<TException>(call).Message;
        foreach (var part in parts)
        {
            message.ShouldContain(part);
        }
    }

    private static Node<double> Ones(params int[] shape) => Node.Constant(NdArray.Ones<double>(new Shape(shape)));
}

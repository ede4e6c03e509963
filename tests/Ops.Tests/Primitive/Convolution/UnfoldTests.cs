using Autograd;
using static Ops.Tests.WindowLoops;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class UnfoldTests
{
    [Test]
    public void Unfold2D_takes_patches_from_where_the_definition_says_and_Fold2D_adds_them_there()
    {
        var random = new Random(13);
        for (var trial = 0; trial < 200; trial++)
        {
            var window = AnyWindow(random);
            var x = Initialize.Normal<double>([random.Next(1, 3), random.Next(1, 3), random.Next(5, 9), random.Next(5, 9)], random);
            var patches = new Unfold2D(window).Apply(Node.Constant(x));
            var image = new HeightWidth(x.Shape[2], x.Shape[3]);
            var weights = Initialize.Normal<double>(patches.Shape, random);
            var folded = new Fold2D(window, image).Apply(Node.Constant(weights));
            var sums = new double[x.Size];
            Each(patches.Shape, at =>
            {
                var (row, column) = Position(window, at[4], at[5], at[1], at[2]);
                patches.Value[at].ShouldBe(OrZero(x, at[3], at[0], row, column));
                if (row >= 0 && row < image.Height && column >= 0 && column < image.Width)
                {
                    sums[(((((at[3] * x.Shape[1]) + at[0]) * image.Height) + row) * image.Width) + column] += weights[at];
                }
            });
            folded.Shape.ShouldBe(x.Shape);
            folded.Value.ToArray().ShouldBe(sums, 1e-13);
        }
    }

    [Test]
    public void Patches_in_the_padding_keep_infinite_slopes_out()
    {
        // One window of 3 on an image of 1 with padding 1: the first and the last column of the patch are padding.
        var x = new Parameter<double>(new NdArray<double>([1, 1, 3, 1, 1, 1], 0.0, 4, 0));
        var y = x.Sqrt().Fold2D(1, padding: (0, 1));
        y.Value.ToArray().ShouldBe([2]);
        y.Sum().Gradient(x).Value.ToArray().ShouldBe([0, 0.25, 0]);
    }
}

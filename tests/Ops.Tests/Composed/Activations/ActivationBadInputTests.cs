using Autograd;

namespace Ops.Tests;

/// <summary>Bad arguments of the activations are refused by name.</summary>
[TestFixture]
public class ActivationBadInputTests
{
    [Test]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        Should.Throw<ShapeException>(() => Ones(3, 4).Maximum(Ones(3))).Message
            .ShouldContain("Maximum: x has shape (3, 4) and y has shape (3)");
        Should.Throw<ShapeException>(() => Ones(3, 4).Minimum(Ones(3))).Message
            .ShouldContain("Minimum: x has shape (3, 4) and y has shape (3)");
        Should.Throw<ShapeException>(() => Ones(3, 4).PRelu(Ones(3))).Message
            .ShouldContain("PRelu: x has shape (3, 4) and the slope has shape (3)");
    }

    [Test]
    public void Bounds_in_the_wrong_order_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Clamp(2, 1)).Message.ShouldContain("Clamp: min is 2 and max is 1");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Clamp(double.NaN, 1)).Message.ShouldContain("Clamp: min is NaN");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Clamp(1, double.NaN)).Message.ShouldContain("max is NaN");
        Should.Throw<ArgumentOutOfRangeException>(() => new Clamp(2, 1)).Message.ShouldContain("Clamp: min is 2 and max is 1");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).HardTanh(2)).Message.ShouldContain("HardTanh: min is 2 and max is 1");
    }

    [Test]
    public void Slopes_and_sizes_that_are_not_finite_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).LeakyRelu(double.NaN)).Message.ShouldContain("LeakyRelu: slope is NaN");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).LeakyRelu(double.PositiveInfinity)).Message
            .ShouldContain("LeakyRelu: slope is");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Elu(double.NaN)).Message.ShouldContain("Elu: alpha is NaN");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Elu(double.NegativeInfinity)).Message.ShouldContain("Elu: alpha is");
    }

    [Test]
    public void Pieces_that_do_not_fit_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 6).Maxout(0)).Message.ShouldContain("Maxout: 0 pieces");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 6).Maxout(-2)).Message.ShouldContain("Maxout: -2 pieces");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 6).Maxout(2, axis: 2)).Message.ShouldContain("Maxout: axis 2");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones().Maxout(1)).Message.ShouldContain("a scalar has no axes");
        Should.Throw<ShapeException>(() => Ones(2, 6).Maxout(4)).Message
            .ShouldContain("Maxout: axis 1 of shape (2, 6) has length 6, which is not a multiple of 4");
    }

    [Test]
    public void Radial_basis_shapes_and_widths_that_do_not_fit_are_named()
    {
        Should.Throw<ShapeException>(() => Ones(2).RadialBasis(Ones(4, 2), Ones(4))).Message.ShouldContain("RadialBasis: x has shape (2)");
        Should.Throw<ShapeException>(() => Ones(3, 2).RadialBasis(Ones(2), Ones(4))).Message.ShouldContain("centers has shape (2)");
        Should.Throw<ShapeException>(() => Ones(3, 2).RadialBasis(Ones(4, 3), Ones(4))).Message.ShouldContain("centers has shape (4, 3)");
        Should.Throw<ShapeException>(() => Ones(3, 2).RadialBasis(Ones(4, 2), Ones(3))).Message.ShouldContain("widths has shape (3)");
        Should.Throw<ShapeException>(() => Ones(3, 2).RadialBasis(Ones(4, 2), Ones())).Message.ShouldContain("widths has shape ()");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3, 2).RadialBasis(Ones(2, 2), Node.Constant([1.0, 0]))).Message
            .ShouldContain("RadialBasis: width 1 is 0");
    }

    [Test]
    public void Null_is_refused()
    {
        Should.Throw<ArgumentNullException>(() => Ones(3).Maximum(null!));
        Should.Throw<ArgumentNullException>(() => Ones(3).Minimum(null!));
        Should.Throw<ArgumentNullException>(() => Ones(3).PRelu(null!));
        Should.Throw<ArgumentNullException>(() => Ones(3, 2).RadialBasis(null!, Ones(3)));
        Should.Throw<ArgumentNullException>(() => Ones(3, 2).RadialBasis(Ones(3, 2), null!));
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}

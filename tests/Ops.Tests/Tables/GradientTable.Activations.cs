using Autograd;

namespace Ops.Tests;

internal static partial class GradientTable
{
    private static readonly double[] s_saturated = [0, -0.0, 1e-8, -1e-8, 20, -20, 37, -37, 745, -745];

    private static GradientRow[] ActivationsRows =>
    [
        new("Maximum", x => x[0].Maximum(x[1]), Any(3, 4), Any(3, 4)),
        new("Maximum", x => x[0].Maximum(x[1]), Any(3, 1), Any(2, 1, 4)),
        new("Maximum", x => x[0].Maximum(x[1]), Any(), Any(3)),
        new("Maximum", x => x[0].Square().Maximum(x[0].Square()), Any(3, 4)),
        new("Minimum", x => x[0].Minimum(x[1]), Any(3, 4), Any(4)),
        new("Minimum", x => x[0].Minimum(x[1]), Any(2, 1, 4), Any(3, 1)),
        new("Minimum", x => x[0].Exp().Minimum(x[0].Exp()), Any(3, 4)),
        new("Clamp", x => x[0].Square().Clamp(0.5, 2), Any(3, 4)),
        new("Clamp", x => x[0].Clamp(-0.5, double.PositiveInfinity), Any(3, 4)),
        new("ClampSlope", x => new ClampSlope(-3, 2).Apply(x[0]), new[] { -745.0, -3.5, 0, 1.5, 745 }),
        new("LeakyRelu", x => x[0].Square().LeakyRelu(), Any(3, 4)),
        new("LeakyRelu", x => x[0].LeakyRelu(-0.3), AwayFromZero(3, 4)),
        new("LeakyReluSlope", x => new LeakyReluSlope(0.3).Apply(x[0]), AwayFromZero(3, 4)),
        new("PRelu", x => x[0].PRelu(x[1]), AwayFromZero(3, 4), Any(4)),
        new("PRelu", x => x[0].PRelu(x[1]), AwayFromZero(2, 1, 4), Any(3, 1)),
        new("PRelu", x => x[0].PRelu(x[1]), AwayFromZero(3, 4), Any()),
        new("Elu", x => x[0].Elu(), AwayFromZero(3, 4)),
        new("Elu", x => x[0].Elu(0.3), new[] { 745.0, 20, -20, -37, -745 }),
        new("EluSlope", x => new EluSlope(0.7).Apply(x[0]), AwayFromZero(3, 4)),
        new("EluSlope", x => new EluSlope(1).Apply(x[0]), new[] { 745.0, 20, -20, -37, -745 }),
        new("Selu", x => x[0].Selu(), AwayFromZero(3, 4)),
        new("Selu", x => x[0].Selu(), new[] { 745.0, 20, -20, -37, -745 }),
        new("Gelu", x => x[0].Gelu(), Any(3, 4)),
        new("Gelu", x => x[0].Gelu(), s_saturated),
        new("GeluSlope", x => new GeluSlope().Apply(x[0]), Any(3, 4)),
        new("GeluSlope", x => new GeluSlope().Apply(x[0]), s_saturated),
        new("GeluTanh", x => x[0].GeluTanh(), Any(3, 4)),
        new("GeluTanh", x => x[0].GeluTanh(), s_saturated),
        new("GeluTanhSlope", x => new GeluTanhSlope().Apply(x[0]), Any(3, 4)),
        new("GeluTanhSlope", x => new GeluTanhSlope().Apply(x[0]), s_saturated),
        new("Silu", x => x[0].Silu(), Any(3, 4)),
        new("Silu", x => x[0].Silu(), s_saturated),
        new("SiluSlope", x => new SiluSlope().Apply(x[0]), Any(3, 4)),
        new("Mish", x => x[0].Mish(), Any(3, 4)),
        new("Mish", x => x[0].Mish(), s_saturated[..8]),
        new("MishSlope", x => new MishSlope().Apply(x[0]), Any(3, 4)),
        new("HardTanh", x => x[0].HardTanh(), Any(3, 4)),
        new("HardTanh", x => x[0].Square().HardTanh(0.5, 2), Any(3, 4)),
        new("HardSigmoid", x => x[0].Square().HardSigmoid(), Any(3, 4)),
        new("HardSigmoid", x => x[0].HardSigmoid(), new[] { -745.0, -3.5, 0, 2.5, 745 }),
        new("HardSigmoidSlope", x => new HardSigmoidSlope().Apply(x[0]), new[] { -745.0, -3.5, 0, 2.5, 745 }),
        new("Softsign", x => x[0].Softsign(), AwayFromZero(3, 4)),
        new("Softsign", x => x[0].Softsign(), new[] { -1e4, -20, 20, 1e4 }),
        new("Maxout", x => x[0].Maxout(2), Any(3, 6)),
        new("Maxout", x => x[0].Square().Maxout(3, axis: 0), Any(6, 2)),
        new("Maxout", x => x[0].Maxout(1, axis: 1), Any(2, 3, 4)),
        new("RadialBasis", x => x[0].RadialBasis(x[1], x[2]), Any(3, 2), Any(4, 2), Positive(4)),
        new("RadialBasis", x => x[0].RadialBasis(x[0], x[1]), Any(3, 2), Positive(3)),
        new("RadialBasis", x => x[0].RadialBasis(x[1], x[2]), new NdArray<double>([2, 1], 0, 1e4), new NdArray<double>([1, 1], 0.0),
            new NdArray<double>([1], -2.0)),
    ];
}

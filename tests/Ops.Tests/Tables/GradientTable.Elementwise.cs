using Autograd;

namespace Ops.Tests.Tables;

internal static partial class GradientTable
{
    private static GradientRow[] ElementwiseRows =>
    [
        new("Add", x => x[0] + x[1], Any(3, 4), Any(3, 4)),
        new("Add", x => x[0] + x[1], Any(2, 3, 1), Any(3, 4)),
        new("Add", x => x[0] + x[1], Any(), Any(3)),
        new("Subtract", x => x[0] - x[1], Any(3, 4), Any(4)),
        new("Subtract", x => x[0] - x[1], Any(3, 1), Any(2, 1, 4)),
        new("Multiply", x => x[0] * x[1], Any(3, 4), Any(3, 4)),
        new("Multiply", x => x[0] * x[1], Any(2, 1, 4), Any(3, 1)),
        new("Multiply", x => x[0] * x[0], Any(3)),
        new("Divide", x => x[0] / x[1], Any(3, 4), Positive(4)),
        new("Divide", x => x[0] / x[1], Any(1), Positive(2, 3)),
        new("Negate", x => -x[0], Any(3, 4)),
        new("Exp", x => x[0].Exp(), Any(3, 4)),
        new("Log", x => x[0].Log(), Positive(3, 4)),
        new("Sqrt", x => x[0].Sqrt(), Positive(3, 4)),
        new("Square", x => x[0].Square(), Any(3, 4)),
        new("Tanh", x => x[0].Tanh(), Any(3, 4)),
        new("SechSquared", x => x[0].SechSquared(), Any(3, 4)),
        new("Sigmoid", x => x[0].Sigmoid(), Any(3, 4)),
        new("Relu", x => x[0].Relu(), AwayFromZero(3, 4)),
        new("Softplus", x => x[0].Softplus(), Any(3, 4)),
        new("LogSigmoid", x => x[0].LogSigmoid(), Any(3, 4)),
        new("Where", x => Mask(3, 4).Where(x[0], x[1]), Any(3, 4), Any(4)),
        new("Masked", x => Masked.Of(Mask(3, 4), x[0]), Any(3, 4)),
        new("Accumulate", x => new Accumulate().Apply(x[0], x[1]), Any(3, 4), Any(3, 4)),
    ];
}

using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? Activations<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "maximum" => x[0].Maximum(x[1]),
            "minimum" => x[0].Minimum(x[1]),
            "clamp" => x[0].Clamp(c.Real("min"), c.Real("max")),
            "leaky_relu" => x[0].LeakyRelu(c.Real("slope")),
            "prelu" => x[0].PRelu(x[1]),
            "elu" => x[0].Elu(),
            "selu" => x[0].Selu(),
            "gelu" => x[0].Gelu(),
            "silu" => x[0].Silu(),
            "hardtanh" => x[0].HardTanh(),
            "maxout" => x[0].Maxout(c.Integers("pieces")[0]),
            _ => null,
        };
}

using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? Distributions<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "normal_log_prob" => new NormalDistribution<T>(x[0], x[1]).LogProbability(c.Constant<T>("value")),
            _ => null,
        };
}

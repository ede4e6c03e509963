using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? Distributions<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "normal_log_prob" => new NormalDistribution<T>(x[0], x[1]).LogProbability(c.Constant<T>("value")),
            "uniform_log_prob" => new UniformDistribution<T>(x[0], x[1]).LogProbability(c.Constant<T>("value")),
            "uniform_entropy" => new UniformDistribution<T>(x[0], x[1]).Entropy(),
            "uniform_kl" => new UniformDistribution<T>(x[0], x[1]).KullbackLeibler(new(x[2], x[3])),
            "exponential_log_prob" => new ExponentialDistribution<T>(x[0]).LogProbability(x[1]),
            "exponential_entropy" => new ExponentialDistribution<T>(x[0]).Entropy(),
            "exponential_kl" => new ExponentialDistribution<T>(x[0]).KullbackLeibler(new(x[1])),
            "gamma_log_prob" => new GammaDistribution<T>(x[0], x[1]).LogProbability(x[2]),
            "gamma_entropy" => new GammaDistribution<T>(x[0], x[1]).Entropy(),
            "gamma_kl" => new GammaDistribution<T>(x[0], x[1]).KullbackLeibler(new(x[2], x[3])),
            "beta_log_prob" => new BetaDistribution<T>(x[0], x[1]).LogProbability(x[2]),
            "beta_entropy" => new BetaDistribution<T>(x[0], x[1]).Entropy(),
            "beta_kl" => new BetaDistribution<T>(x[0], x[1]).KullbackLeibler(new(x[2], x[3])),
            "student_t_log_prob" => new StudentTDistribution<T>(x[0], x[1], x[2]).LogProbability(x[3]),
            "student_t_entropy" => new StudentTDistribution<T>(x[0], 0, x[1]).Entropy(),
            "dirichlet_log_prob" => new DirichletDistribution<T>(x[0]).LogProbability(x[1]),
            "dirichlet_entropy" => new DirichletDistribution<T>(x[0]).Entropy(),
            "dirichlet_kl" => new DirichletDistribution<T>(x[0]).KullbackLeibler(new(x[1])),
            "normal_log_cdf" => new NormalDistribution<T>(x[0], x[1]).LogCdf(x[2]),
            _ => null,
        };
}

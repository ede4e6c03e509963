using System.Numerics;

namespace Autograd;

/// <summary><see cref="Adam{T}"/> whose decay is no part of the gradient: the elements themselves shrink.</summary>
/// <remarks>
/// A step is that of Adam without decay, from (1 - rate decay) w instead of w. So all elements decay alike, whatever their gradients are,
/// and decay and rate can be chosen each for itself (I. Loshchilov, F. Hutter: Decoupled Weight Decay Regularization, 2019). The numbers
/// are those of PyTorch's AdamW.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <inheritdoc cref="Adam{T}(IReadOnlyCollection{Parameter{T}}, double, double, double, double, double, IReadOnlyCollection{ParameterGroup{T}})"/>
public sealed class AdamW<T>(
    IReadOnlyCollection<Parameter<T>> parameters,
    double learningRate = 1e-3,
    double beta1 = 0.9,
    double beta2 = 0.999,
    double epsilon = 1e-8,
    double weightDecay = 0.01,
    IReadOnlyCollection<ParameterGroup<T>>? groups = null) : Adam<T>(parameters, learningRate, beta1, beta2, epsilon, weightDecay, groups)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    private protected override bool IsDecoupled => true;
}

using System.Numerics;

namespace Autograd;

/// <summary><see cref="Adam{T}"/> whose decay is no part of the gradient: the elements themselves shrink.</summary>
/// <remarks>
/// A step is that of Adam without decay, from (1 - rate decay) w instead of w. So all elements decay alike, whatever their gradients are,
/// and decay and rate can be chosen each for itself (I. Loshchilov, F. Hutter: Decoupled Weight Decay Regularization, 2019). The numbers
/// are those of PyTorch's AdamW.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
/// <param name="learningRate">The learning rate, 0 or more: about how far an element moves in a step.</param>
/// <param name="beta1">How much of the average of the gradient is kept, from 0 up to but not including 1.</param>
/// <param name="beta2">How much of the average of its square is kept, from 0 up to but not including 1.</param>
/// <param name="epsilon">Added to what divides, above 0: an element whose gradients are all 0 only decays.</param>
/// <param name="weightDecay">The factor of the decay, 0 or more; times the rate it should be below 1.</param>
/// <param name="groups">Parameters with a rate or a decay of their own, or that go by rows; left out, none.</param>
/// <exception cref="ArgumentException">
/// There are no parameters, one is null or given twice, a group has one that is not among them or in another group, one that goes by
/// rows has no axis, or a number is out of its range.
/// </exception>
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

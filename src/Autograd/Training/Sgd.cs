using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Stochastic gradient descent with momentum, that of Nesterov too, and L2 weight decay.</summary>
/// <remarks>
/// <para>Each step computes g = gradient + decay w, v = momentum v + g and w = w - rate v, where v, 0 at first, is the state "velocity" of
/// the parameter w; without momentum there is none, and w = w - rate g. The decay term is the gradient of decay/2 |w|^2; it is usual for
/// weights and not for biases (Goodfellow, Bengio, Courville: Deep Learning, chapter 7.1). Without momentum and decay, rows of a table
/// that a step did not use are not visited.</para>
/// <para>With Nesterov's momentum w = w - rate (g + momentum v): the gradient is as if taken where the velocity leads (I. Sutskever et al.:
/// On the importance of initialization and momentum in deep learning, 2013). The numbers are those of PyTorch's SGD. A sum beyond
/// the largest number counts as that: no infinite velocity stays behind.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Sgd<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly State<T>[]? _velocities;
    private readonly T _momentum;
    private readonly bool _nesterov;

    /// <summary>Gradient descent on these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more.</param>
    /// <param name="momentum">How much of the last step is kept, from 0 up to but not including 1.</param>
    /// <param name="nesterov">Whether the momentum is that of Nesterov.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="groups">Parameters with a rate or a decay of their own, or that go by rows; left out, none.</param>
    /// <exception cref="ArgumentException">
    /// There are no parameters, one is null or given twice, a group has one that is not among them or in another group, one that goes by
    /// rows has no axis, a number is out of its range, or the momentum of Nesterov is 0.
    /// </exception>
    public Sgd(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate,
        double momentum = 0,
        bool nesterov = false,
        double weightDecay = 0,
        IReadOnlyCollection<ParameterGroup<T>>? groups = null)
        : base(parameters, learningRate, weightDecay, groups)
    {
        _momentum = KeptShare(momentum, nameof(momentum));
        _nesterov = nesterov;
        if (nesterov && _momentum == T.Zero)
        {
            throw new ArgumentException(
                "Sgd: the momentum of Nesterov is 0, so there is none; give a momentum, 0.9 for one.", nameof(momentum));
        }

        _velocities = _momentum > T.Zero ? AddState("velocity") : null;
    }

    /// <inheritdoc/>
    protected override bool StaysAtZero(double decay) => decay == 0 && _momentum == T.Zero;

    /// <inheritdoc/>
    protected override void Move(int index, StepElements<T> elements, double rate, double decay)
    {
        var (rates, momenta, decays) = (All(rate), new Vector<T>(_momentum), All(decay));
        if (_velocities is null)
        {
            StepPass.Run(new Plain(rates, decays), cost: 1, elements);
        }
        else if (_nesterov)
        {
            StepPass.Run(new Nesterov(rates, momenta, decays), cost: 1, elements, _velocities[index].Span);
        }
        else
        {
            StepPass.Run(new Classical(rates, momenta, decays), cost: 1, elements, _velocities[index].Span);
        }
    }

    private readonly struct Plain(Vector<T> rate, Vector<T> decay) : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third) =>
            value -= Finite(slope + (value * decay)) * rate;
    }

    private readonly struct Classical(Vector<T> rate, Vector<T> momentum, Vector<T> decay) : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third)
        {
            var velocity = Finite((first * momentum) + Finite(slope + (value * decay)));
            first = velocity;
            value -= velocity * rate;
        }
    }

    private readonly struct Nesterov(Vector<T> rate, Vector<T> momentum, Vector<T> decay) : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third)
        {
            slope = Finite(slope + (value * decay));
            var velocity = Finite((first * momentum) + slope);
            first = velocity;
            value -= Finite(slope + (velocity * momentum)) * rate;
        }
    }
}

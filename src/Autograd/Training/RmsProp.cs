using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Gradient descent by the gradient divided by the root of a moving average of its square.</summary>
/// <remarks>
/// Each step computes g = gradient + decay w, s = alpha s + (1 - alpha) g^2 and w = w - rate g / (sqrt(s) + epsilon), where s, 0 at
/// first, is the state "square" of the parameter w (G. Hinton: Neural Networks for Machine Learning, lecture 6, 2012). Centered, it is
/// divided by sqrt(s - m^2) + epsilon instead, where m = alpha m + (1 - alpha) g is its state "mean" (A. Graves: Generating Sequences
/// With Recurrent Neural Networks, 2013); s - m^2 counts as 0 where rounding makes it negative. With momentum, q = momentum q + the
/// quotient, its state "velocity", and w = w - rate q. The numbers are those of PyTorch's RMSprop. The squares must not overflow:
/// of a gradient beyond 1e19 in float, 1e154 in double, s becomes infinite and w stays.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class RmsProp<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly State<T>[] _squares;
    private readonly State<T>[]? _means;
    private readonly State<T>[]? _velocities;
    private readonly double _alpha;
    private readonly T _epsilon;
    private readonly T _momentum;

    /// <summary>RMSprop on these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more.</param>
    /// <param name="alpha">How much of the averages is kept, from 0 up to but not including 1.</param>
    /// <param name="epsilon">Added to what divides, above 0.</param>
    /// <param name="momentum">How much of the last step is kept, from 0 up to but not including 1.</param>
    /// <param name="centered">Whether the average of the gradient is taken from it in what divides.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="groups">Parameters with a rate or a decay of their own, or that go by rows; left out, none.</param>
    /// <exception cref="ArgumentException">
    /// There are no parameters, one is null or given twice, a group has one that is not among them or in another group, one that goes by
    /// rows has no axis, or a number is out of its range.
    /// </exception>
    public RmsProp(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate = 1e-2,
        double alpha = 0.99,
        double epsilon = 1e-8,
        double momentum = 0,
        bool centered = false,
        double weightDecay = 0,
        IReadOnlyCollection<ParameterGroup<T>>? groups = null)
        : base(parameters, learningRate, weightDecay, groups)
    {
        KeptShare(alpha, nameof(alpha));
        _alpha = alpha;
        _epsilon = Positive(epsilon, nameof(epsilon));
        _momentum = KeptShare(momentum, nameof(momentum));
        _squares = AddState("square");
        _means = centered ? AddState("mean") : null;
        _velocities = _momentum > T.Zero ? AddState("velocity") : null;
    }

    /// <inheritdoc/>
    protected override void Move(int index, StepElements<T> elements, double rate, double decay)
    {
        var rule = new Rule(
            Rate: All(rate),
            Alpha: All(_alpha),
            Fresh: All(1 - _alpha),
            Epsilon: new(_epsilon),
            Momentum: new(_momentum),
            Decay: All(decay),
            IsCentered: _means is not null,
            HasMomentum: _velocities is not null);
        var squares = _squares[index].Span;
        var means = _means is null ? [] : _means[index].Span;
        var velocities = _velocities is null ? [] : _velocities[index].Span;
        StepPass.Run(rule, cost: 2, elements, squares, means, velocities);
    }

    private readonly record struct Rule(
        Vector<T> Rate,
        Vector<T> Alpha,
        Vector<T> Fresh,
        Vector<T> Epsilon,
        Vector<T> Momentum,
        Vector<T> Decay,
        bool IsCentered,
        bool HasMomentum) : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third)
        {
            slope = Finite(slope + (value * Decay));
            var square = (first * Alpha) + (slope * Fresh * slope);
            first = square;
            if (IsCentered)
            {
                var mean = (second * Alpha) + (slope * Fresh);
                second = mean;

                // An infinite square is so beside an infinite one too.
                var spread = Vector.Max(square - (mean * mean), Vector<T>.Zero);
                square = Vector.ConditionalSelect(Vector.LessThanOrEqual(square, Finite(square)), spread, square);
            }

            var move = slope / (Vector.SquareRoot(square) + Epsilon);
            if (HasMomentum)
            {
                move += third * Momentum;
                third = move;
            }

            value -= move * Rate;
        }
    }
}

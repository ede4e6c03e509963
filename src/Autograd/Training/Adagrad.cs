using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Gradient descent by the gradient divided by the root of the sum of all its squares so far, and L2 weight decay.</summary>
/// <remarks>
/// Each step computes g = gradient + decay w, s = s + g^2 and w = w - rate g / (sqrt(s) + epsilon), where s, 0 at first, is the state
/// "squares" of the parameter w (J. Duchi, E. Hazan, Y. Singer: Adaptive Subgradient Methods for Online Learning and Stochastic
/// Optimization, 2011). The numbers are those of PyTorch's Adagrad. Without decay, rows of a table that a step did not use are not visited.
/// The squares must not overflow: of a gradient beyond 1e19 in float, 1e154 in double, s becomes infinite and w stays.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Adagrad<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly State<T>[] _squares;
    private readonly T _epsilon;

    /// <summary>Adagrad on these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more.</param>
    /// <param name="epsilon">Added to what divides, above 0: an element whose gradients are all 0 stays.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="groups">Parameters with a rate or a decay of their own, or that go by rows; left out, none.</param>
    /// <exception cref="ArgumentException">
    /// There are no parameters, one is null or given twice, a group has one that is not among them or in another group, one that goes by
    /// rows has no axis, or a number is out of its range.
    /// </exception>
    public Adagrad(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate = 1e-2,
        double epsilon = 1e-10,
        double weightDecay = 0,
        IReadOnlyCollection<ParameterGroup<T>>? groups = null)
        : base(parameters, learningRate, weightDecay, groups)
    {
        _epsilon = Positive(epsilon, nameof(epsilon));
        _squares = AddState("squares");
    }

    /// <inheritdoc/>
    protected override bool StaysAtZero(double decay) => decay == 0;

    /// <inheritdoc/>
    protected override void Move(int index, StepElements<T> elements, double rate, double decay)
    {
        var rule = new Rule(All(rate), new(_epsilon), All(decay));
        StepPass.Run(rule, cost: 2, elements, _squares[index].Span);
    }

    private readonly struct Rule(Vector<T> rate, Vector<T> epsilon, Vector<T> decay) : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third)
        {
            slope = Finite(slope + (value * decay));
            var squares = first + (slope * slope);
            first = squares;
            value -= slope * rate / (Vector.SquareRoot(squares) + epsilon);
        }
    }
}

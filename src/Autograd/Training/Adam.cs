using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Gradient descent by moving averages of the gradient and of its square, and L2 weight decay.</summary>
/// <remarks>
/// <para>Step t = 1, 2, ... computes g = gradient + decay w, m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2 and
/// w = w - rate m' / (sqrt(v') + epsilon), where m' = m / (1 - beta1^t) and v' = v / (1 - beta2^t) make up for the averages m and v, its
/// states "mean" and "square", being 0 at first. D. Kingma, J. Ba: Adam: A Method for Stochastic Optimization (2015); the numbers are
/// those of PyTorch's Adam.</para>
/// <para>By rows, the averages of a row that a step did not use stay as they are, and t counts all steps: the lazy form, as in PyTorch's
/// SparseAdam. Otherwise a row goes on moving by its averages, as the formula says.</para>
/// <para>The squares must not overflow: of a gradient beyond 1e19 in float, 1e154 in double, v becomes infinite and w stays.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public class Adam<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly State<T>[] _means;
    private readonly State<T>[] _squares;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly T _epsilon;
    private double _meanCorrection;
    private double _rootCorrection;

    /// <summary>Adam on these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more: about how far an element moves in a step.</param>
    /// <param name="beta1">How much of the average of the gradient is kept, from 0 up to but not including 1.</param>
    /// <param name="beta2">How much of the average of its square is kept, from 0 up to but not including 1.</param>
    /// <param name="epsilon">Added to what divides, above 0: an element whose gradients are all 0 stays.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="groups">Parameters with a rate or a decay of their own, or that go by rows; left out, none.</param>
    /// <exception cref="ArgumentException">
    /// There are no parameters, one is null or given twice, a group has one that is not among them or in another group, one that goes by
    /// rows has no axis, or a number is out of its range.
    /// </exception>
    public Adam(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0,
        IReadOnlyCollection<ParameterGroup<T>>? groups = null)
        : base(parameters, learningRate, weightDecay, groups)
    {
        KeptShare(beta1, nameof(beta1));
        KeptShare(beta2, nameof(beta2));
        (_beta1, _beta2) = (beta1, beta2);
        _epsilon = Positive(epsilon, nameof(epsilon));
        (_means, _squares) = (AddState("mean"), AddState("square"));
    }

    /// <summary>Whether the decay shrinks the elements themselves, and is not part of the gradient.</summary>
    private protected virtual bool IsDecoupled => false;

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        // m' = meanCorrection m and sqrt(v') = rootCorrection sqrt(v).
        var t = Steps + 1;
        _meanCorrection = 1 / (1 - Math.Pow(_beta1, t));
        _rootCorrection = 1 / Math.Sqrt(1 - Math.Pow(_beta2, t));
    }

    /// <inheritdoc/>
    protected override void Move(int index, StepElements<T> elements, double rate, double decay)
    {
        var rule = new Rule(
            Rate: All(rate * _meanCorrection),
            Root: All(_rootCorrection),
            Beta1: All(_beta1),
            Fresh1: All(1 - _beta1),
            Beta2: All(_beta2),
            Fresh2: All(1 - _beta2),
            Epsilon: new(_epsilon),
            Decay: All(IsDecoupled ? 0 : decay),
            Kept: All(IsDecoupled ? 1 - (rate * decay) : 1));

        // The square root and the quotient cost about as much as the rest.
        StepPass.Run(rule, cost: 2, elements, _means[index].Span, _squares[index].Span);
    }

    private readonly record struct Rule(
        Vector<T> Rate,
        Vector<T> Root,
        Vector<T> Beta1,
        Vector<T> Fresh1,
        Vector<T> Beta2,
        Vector<T> Fresh2,
        Vector<T> Epsilon,
        Vector<T> Decay,
        Vector<T> Kept) : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third)
        {
            slope = Finite(slope + (value * Decay));
            var mean = (first * Beta1) + (slope * Fresh1);
            var square = (second * Beta2) + (slope * Fresh2 * slope);
            (first, second) = (mean, square);
            value = (value * Kept) - (mean * Rate / ((Vector.SquareRoot(square) * Root) + Epsilon));
        }
    }
}

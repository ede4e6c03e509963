using static System.FormattableString;

namespace Autograd;

/// <summary>Learning rates as functions of the number of steps, or of epochs, that were taken before.</summary>
/// <remarks>
/// <c>optimizer.LearningRate = rate(optimizer.Steps)</c> before each step is all there is to it: a function keeps nothing, so what goes on
/// from <see cref="Optimizer{T}.Steps"/> goes on with the same rates. Every function of an <c>int</c> is a schedule; one that looks at the
/// loss is <see cref="Plateau"/>. The numbers are those of PyTorch's schedulers. After its last step a schedule stays where it is.
/// </remarks>
public static class Schedule
{
    /// <summary>The same rate always.</summary>
    /// <param name="rate">The rate, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, infinite or NaN.</exception>
    public static Func<int, double> Constant(double rate)
    {
        RequireRate(rate, nameof(Constant), nameof(rate));
        return Of(nameof(Constant), _ => rate);
    }

    /// <summary>A rate that falls by a factor every so many steps: rate factor^floor(step / every), PyTorch's StepLR.</summary>
    /// <param name="rate">The first rate, 0 or more.</param>
    /// <param name="every">After how many steps it falls, at least 1.</param>
    /// <param name="factor">What it is multiplied by then, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, infinite or NaN.</exception>
    public static Func<int, double> Step(double rate, int every, double factor = 0.1)
    {
        RequireRate(rate, nameof(Step), nameof(rate));
        RequireSteps(every, nameof(Step), nameof(every));
        RequireRate(factor, nameof(Step), nameof(factor));
        return Of(nameof(Step), step => rate * Math.Pow(factor, step / every));
    }

    /// <summary>
    /// A rate that falls along half a wave of the cosine: least + (rate - least) (1 + cos(pi step / steps)) / 2 (I. Loshchilov, F. Hutter:
    /// SGDR, 2017), PyTorch's CosineAnnealingLR, but that it stays at the end.
    /// </summary>
    /// <param name="rate">The first rate, 0 or more.</param>
    /// <param name="steps">After how many steps it is the least, at least 1.</param>
    /// <param name="least">The last rate, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, infinite or NaN.</exception>
    public static Func<int, double> Cosine(double rate, int steps, double least = 0)
    {
        RequireRate(rate, nameof(Cosine), nameof(rate));
        RequireSteps(steps, nameof(Cosine), nameof(steps));
        RequireRate(least, nameof(Cosine), nameof(least));
        return Of(nameof(Cosine), step => Wave(rate, least, Math.Min(step, steps) / (double)steps));
    }

    /// <summary>
    /// A rate that rises in a straight line to the first of another schedule, which follows: then(0) (from + (1 - from) step / steps), and
    /// then(step - steps) from there on; PyTorch's LinearLR and another scheduler in a SequentialLR.
    /// </summary>
    /// <param name="steps">How many steps it rises for, at least 1.</param>
    /// <param name="then">The schedule that follows.</param>
    /// <param name="from">The share of its first rate that the first step has, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, infinite or NaN.</exception>
    public static Func<int, double> WarmUp(int steps, Func<int, double> then, double from = 0.1)
    {
        ArgumentNullException.ThrowIfNull(then);
        RequireSteps(steps, nameof(WarmUp), nameof(steps));
        RequireShare(from, nameof(WarmUp), nameof(from));
        return Of(nameof(WarmUp), step => step < steps ? then(0) * (from + ((1 - from) * step / steps)) : then(step - steps));
    }

    /// <summary>
    /// A rate that rises from a small one to a peak, and falls to next to nothing, each along half a wave of the cosine (L. Smith, N.
    /// Topin: Super-Convergence, 2018): PyTorch's OneCycleLR without a cycle of the momentum. The peak is at step rising * steps - 1, the
    /// last rate, peak / divisor / lastDivisor, at step steps - 1.
    /// </summary>
    /// <param name="peak">The largest rate, 0 or more.</param>
    /// <param name="steps">The number of all steps, at least 1.</param>
    /// <param name="rising">The share of them in which it rises, from 0 to 1.</param>
    /// <param name="divisor">What the peak is divided by at first, above 0.</param>
    /// <param name="lastDivisor">What the first rate is divided by in the end, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, infinite or NaN.</exception>
    public static Func<int, double> OneCycle(
        double peak, int steps, double rising = 0.3, double divisor = 25, double lastDivisor = 1e4)
    {
        RequireRate(peak, nameof(OneCycle), nameof(peak));
        RequireSteps(steps, nameof(OneCycle), nameof(steps));
        RequireShare(rising, nameof(OneCycle), nameof(rising));
        RequireDivisor(divisor, nameof(divisor));
        RequireDivisor(lastDivisor, nameof(lastDivisor));
        var (first, top, end) = (peak / divisor, (rising * steps) - 1, steps - 1.0);
        return Of(nameof(OneCycle), step => step < top
            ? Wave(first, peak, step / top)
            : Wave(peak, first / lastDivisor, end > top ? (Math.Min(step, end) - top) / (end - top) : 0));
    }

    // Half a wave of the cosine from one rate to another, by the share of the way.
    private static double Wave(double from, double to, double share) => to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);

    private static Func<int, double> Of(string name, Func<int, double> rate) => step => step >= 0
        ? rate(step)
        : throw new ArgumentOutOfRangeException(nameof(step), step,
            Invariant($"{name}: step is {step}; give the number of steps that were taken before, 0 or more."));

    private static void RequireRate(double value, string name, string argument) =>
        Require(double.IsFinite(value) && value >= 0, value, name, argument, "0 or more, and finite");

    private static void RequireShare(double value, string name, string argument) =>
        Require(value is >= 0 and <= 1, value, name, argument, "from 0 to 1");

    private static void RequireDivisor(double value, string argument) =>
        Require(double.IsFinite(value) && value > 0, value, nameof(OneCycle), argument, "above 0, and finite");

    private static void RequireSteps(int steps, string name, string argument) =>
        Require(steps >= 1, steps, name, argument, "at least 1");

    private static void Require(bool fits, double value, string name, string argument, string range)
    {
        if (!fits)
        {
            throw new ArgumentOutOfRangeException(argument, value, Invariant($"{name}: {argument} is {value}; it must be {range}."));
        }
    }
}

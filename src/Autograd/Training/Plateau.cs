using static System.FormattableString;

namespace Autograd;

/// <summary>A learning rate that falls by a factor when the loss has stopped falling.</summary>
/// <remarks>
/// <para>After each epoch <c>optimizer.LearningRate = plateau.Next(loss)</c>. A loss is better if it is below best - threshold |best|.
/// After more than <c>patience</c> losses in a row that are not, the rate is multiplied by the factor; then so many as <c>cooldown</c>
/// says do not count. The numbers are those of PyTorch's ReduceLROnPlateau; there best (1 - threshold) stands for best - threshold
/// |best|, the same where no loss is negative. What shall rise, an accuracy, is given with a minus.</para>
/// <para>What goes on elsewhere with the same rates copies <see cref="Rate"/>, <see cref="Best"/>, <see cref="Waited"/> and
/// <see cref="Cooling"/>.</para>
/// </remarks>
public sealed class Plateau
{
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _threshold;
    private readonly int _cooldown;
    private readonly double _least;

    /// <summary>A rate that has seen no loss.</summary>
    /// <param name="rate">The first rate, 0 or more.</param>
    /// <param name="factor">What it is multiplied by, from 0 up to but not including 1.</param>
    /// <param name="patience">How many losses in a row may be no better, 0 or more.</param>
    /// <param name="threshold">By what share of the best a better one is below it, from 0 up to but not including 1.</param>
    /// <param name="cooldown">How many losses do not count after the rate has fallen, 0 or more.</param>
    /// <param name="least">The rate that it does not fall below, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, infinite or NaN.</exception>
    public Plateau(
        double rate, double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0, double least = 0)
    {
        Rate = rate;
        Require(factor is >= 0 and < 1, factor, nameof(factor), "from 0 up to, but not including, 1");
        Require(patience >= 0, patience, nameof(patience), "0 or more");
        Require(threshold is >= 0 and < 1, threshold, nameof(threshold), "from 0 up to, but not including, 1");
        Require(cooldown >= 0, cooldown, nameof(cooldown), "0 or more");
        Require(least >= 0 && double.IsFinite(least), least, nameof(least), "0 or more, and finite");
        (_factor, _patience, _threshold, _cooldown, _least) = (factor, patience, threshold, cooldown, least);
    }

    /// <summary>The rate now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set below 0, to infinity or to NaN.</exception>
    public double Rate
    {
        get;
        set
        {
            Require(value >= 0 && double.IsFinite(value), value, nameof(Rate), "0 or more, and finite");
            field = value;
        }
    }

    /// <summary>The smallest loss so far; infinity before the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to NaN.</exception>
    public double Best
    {
        get;
        set
        {
            Require(!double.IsNaN(value), value, nameof(Best), "a number");
            field = value;
        }
    } = double.PositiveInfinity;

    /// <summary>How many losses in a row were no better.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set below 0.</exception>
    public int Waited
    {
        get;
        set
        {
            Require(value >= 0, value, nameof(Waited), "0 or more");
            field = value;
        }
    }

    /// <summary>How many of the next losses do not count, because the rate has just fallen.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set below 0.</exception>
    public int Cooling
    {
        get;
        set
        {
            Require(value >= 0, value, nameof(Cooling), "0 or more");
            field = value;
        }
    }

    /// <summary>Takes in a loss and returns the rate from there on.</summary>
    /// <param name="loss">The loss of an epoch, best that of the validation; infinity is one that is not better.</param>
    /// <exception cref="ArgumentException">The loss is NaN; nothing has changed then.</exception>
    public double Next(double loss)
    {
        if (double.IsNaN(loss))
        {
            throw new ArgumentException(
                "Plateau: the loss is NaN, which is neither better nor worse; look for where it arose, or stop the training.",
                nameof(loss));
        }

        var isBetter = double.IsInfinity(Best) ? loss < Best : loss < Best - (_threshold * Math.Abs(Best));
        (Best, Waited) = isBetter ? (loss, 0) : (Best, Waited + 1);
        if (Cooling > 0)
        {
            (Cooling, Waited) = (Cooling - 1, 0);
        }

        if (Waited > _patience)
        {
            (Rate, Waited, Cooling) = (Math.Min(Rate, Math.Max(Rate * _factor, _least)), 0, _cooldown);
        }

        return Rate;
    }

    private static void Require(bool fits, double value, string name, string range)
    {
        if (!fits)
        {
            throw new ArgumentOutOfRangeException(name, value, Invariant($"Plateau: {name} is {value}; it must be {range}."));
        }
    }
}

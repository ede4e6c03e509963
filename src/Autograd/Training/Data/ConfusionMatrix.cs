using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>How often each class was taken for each: rows are what the examples are, columns what they were taken for.</summary>
/// <remarks>
/// <code>Console.WriteLine(ConfusionMatrix.Of(logits.ArgMax(1), labels, classes: 10))</code>
/// </remarks>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class, or there are more pairs of them than an array holds.</exception>
    public ConfusionMatrix(int classes)
    {
        if (classes < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(classes), classes, Invariant($"ConfusionMatrix: there are {classes} classes; give at least 1."));
        }

        if ((long)classes * classes > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(classes), classes,
                Invariant($"ConfusionMatrix: {classes} classes have more pairs than an array holds; give fewer."));
        }

        _counts = new int[classes, classes];
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _counts.GetLength(0);

    /// <summary>The number of examples.</summary>
    public int Count { get; private set; }

    /// <summary>The share of the examples that were taken for what they are; NaN without examples.</summary>
    public double Accuracy
    {
        get
        {
            var right = 0;
            for (var label = 0; label < Classes; label++)
            {
                right += _counts[label, label];
            }

            return (double)right / Count;
        }
    }

    /// <summary>How many examples of a class were taken for another, or for itself.</summary>
    /// <param name="label">What they are.</param>
    /// <param name="taken">What they were taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is no class.</exception>
    public int this[int label, int taken]
    {
        get
        {
            RequireClass(label, nameof(label));
            RequireClass(taken, nameof(taken));
            return _counts[label, taken];
        }
    }

    /// <summary>The matrix of these predictions.</summary>
    /// <param name="predictions">What each example was taken for.</param>
    /// <param name="labels">What it is.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ArgumentException">There are not as many labels as predictions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or a prediction is no class.</exception>
    public static ConfusionMatrix Of(IntList predictions, IntList labels, int classes)
    {
        var matrix = new ConfusionMatrix(classes);
        matrix.Add(predictions, labels);
        return matrix;
    }

    /// <summary>Adds the examples of a batch.</summary>
    /// <param name="predictions">What each example was taken for.</param>
    /// <param name="labels">What it is.</param>
    /// <exception cref="ArgumentException">There are not as many labels as predictions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or a prediction is no class; nothing is added then.</exception>
    public void Add(IntList predictions, IntList labels)
    {
        if (predictions.Count != labels.Count)
        {
            throw new ArgumentException(
                Invariant($"ConfusionMatrix: there are {predictions.Count} predictions but {labels.Count} labels; give one for each."),
                nameof(labels));
        }

        Recording.AnnounceUse(predictions, nameof(ConfusionMatrix));
        Recording.AnnounceUse(labels, nameof(ConfusionMatrix));
        for (var i = 0; i < labels.Count; i++)
        {
            RequireClass(labels[i], nameof(labels));
            RequireClass(predictions[i], nameof(predictions));
        }

        for (var i = 0; i < labels.Count; i++)
        {
            _counts[labels[i], predictions[i]]++;
        }

        Count += labels.Count;
    }

    /// <summary>Of the examples that were taken for a class, the share that belongs to it; NaN if there are none.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no class.</exception>
    public double Precision(int label)
    {
        RequireClass(label, nameof(label));
        return (double)_counts[label, label] / Enumerable.Range(0, Classes).Sum(other => _counts[other, label]);
    }

    /// <summary>Of the examples of a class, the share that was taken for it; NaN if there are none.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no class.</exception>
    public double Recall(int label)
    {
        RequireClass(label, nameof(label));
        return (double)_counts[label, label] / Enumerable.Range(0, Classes).Sum(other => _counts[label, other]);
    }

    /// <summary>The counts as an aligned table, with the numbers of the classes beside and above; 0 is a dot.</summary>
    public override string ToString()
    {
        var largest = Math.Max(Classes - 1, _counts.Cast<int>().Max());
        var width = largest.ToString(CultureInfo.InvariantCulture).Length + 2;
        var text = new StringBuilder().Append(' ', width);
        for (var label = 0; label < Classes; label++)
        {
            text.Append(label.ToString(CultureInfo.InvariantCulture).PadLeft(width));
        }

        for (var label = 0; label < Classes; label++)
        {
            text.Append('\n').Append(label.ToString(CultureInfo.InvariantCulture).PadLeft(width));
            for (var taken = 0; taken < Classes; taken++)
            {
                var count = _counts[label, taken];
                text.Append((count == 0 ? "." : count.ToString(CultureInfo.InvariantCulture)).PadLeft(width));
            }
        }

        return text.ToString();
    }

    private void RequireClass(int label, string name)
    {
        if ((uint)label >= (uint)Classes)
        {
            throw new ArgumentOutOfRangeException(
                name, label, Invariant($"ConfusionMatrix: {label} is no class; there are {Classes}, from 0."));
        }
    }
}

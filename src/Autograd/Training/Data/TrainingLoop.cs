using System.Diagnostics;
using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>The loop over epochs and batches, as a sequence: one enumerated epoch is one trained epoch.</summary>
/// <remarks>
/// What is done between epochs, measuring, stopping early, saving, is the body of the <c>foreach</c>, and <c>break</c> ends the training:
/// <code>
/// foreach (var epoch in optimizer.Epochs(batches, batch => Loss(batch), epochs: 40, progress))
/// {
///     Console.WriteLine($"{epoch.Epoch}: {epoch.Loss:F4}");
/// }
/// </code>
/// Without the <c>foreach</c> nothing happens.
/// </remarks>
public static class TrainingLoop
{
    /// <summary>Trains by the gradient of a loss of each batch.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <typeparam name="TBatch">What a batch is.</typeparam>
    /// <param name="optimizer">Moves the parameters; its learning rate may be changed between epochs.</param>
    /// <param name="batches">The batches of an epoch, enumerated anew for each.</param>
    /// <param name="loss">The loss of a batch, a scalar.</param>
    /// <param name="epochs">The number of the last epoch.</param>
    /// <param name="progress">Hears of each step.</param>
    /// <param name="first">The number of the first epoch, above 1 for a training that goes on.</param>
    /// <param name="schedule">
    /// The learning rate as a function of the steps taken, such as <c>Schedule.Cosine(0.1, 1000)</c>; left out, that of the optimizer.
    /// </param>
    /// <param name="clip">What is done to the gradients before a step, such as <c>gradients => gradients.ClipNorm(1)</c>.</param>
    /// <returns>After each epoch, what was reported of its last step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of an epoch is below 1.</exception>
    public static IEnumerable<TrainingProgress> Epochs<T, TBatch>(
        this Optimizer<T> optimizer,
        IEnumerable<TBatch> batches,
        Func<TBatch, Node<T>> loss,
        int epochs,
        IProgress<TrainingProgress>? progress = null,
        int first = 1,
        Func<int, double>? schedule = null,
        Func<Gradients<T>, Gradients<T>>? clip = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        return Epochs(batches, Step, epochs, progress, first, () => optimizer.LearningRate);

        double Step(TBatch batch)
        {
            var value = loss(batch);
            var gradients = value.Backward();
            optimizer.LearningRate = schedule?.Invoke(optimizer.Steps) ?? optimizer.LearningRate;
            optimizer.Step(clip is null ? gradients : clip(gradients));
            return double.CreateChecked(value.Scalar);
        }
    }

    /// <summary>Trains by a step of one's own, such as that of a replay.</summary>
    /// <typeparam name="TBatch">What a batch is.</typeparam>
    /// <param name="batches">The batches of an epoch, enumerated anew for each.</param>
    /// <param name="step">Learns from a batch and returns its loss.</param>
    /// <param name="epochs">The number of the last epoch.</param>
    /// <param name="progress">Hears of each step.</param>
    /// <param name="first">The number of the first epoch, above 1 for a training that goes on.</param>
    /// <param name="learningRate">The learning rate to report.</param>
    /// <returns>After each epoch, what was reported of its last step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of an epoch is below 1.</exception>
    public static IEnumerable<TrainingProgress> Epochs<TBatch>(
        IEnumerable<TBatch> batches,
        Func<TBatch, double> step,
        int epochs,
        IProgress<TrainingProgress>? progress = null,
        int first = 1,
        Func<double>? learningRate = null)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(step);
        RequirePositive(epochs, nameof(epochs));
        RequirePositive(first, nameof(first));
        return Run();

        IEnumerable<TrainingProgress> Run()
        {
            var elapsed = Stopwatch.StartNew();
            var steps = batches is IReadOnlyCollection<TBatch> counted ? counted.Count : (int?)null;
            for (var epoch = first; epoch <= epochs; epoch++)
            {
                var mean = new RunningMean();
                TrainingProgress? last = null;
                foreach (var batch in batches)
                {
                    mean.Add(step(batch));
                    var done = (int)mean.Count;
                    last = new(epoch, epochs, done, steps, mean.Mean, learningRate?.Invoke() ?? double.NaN, elapsed.Elapsed)
                    {
                        Share = steps is { } all ? (epoch - first + ((double)done / all)) / (epochs - first + 1) : null,
                    };
                    progress?.Report(last);
                }

                steps = last?.Step;
                yield return last ?? throw new InvalidOperationException(
                    Invariant($"TrainingLoop: epoch {epoch} has no batches; give what can be enumerated anew for each epoch."));
            }
        }
    }

    private static void RequirePositive(int value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(name, value, Invariant($"TrainingLoop: {name} is {value}; it must be 1 or more."));
        }
    }
}

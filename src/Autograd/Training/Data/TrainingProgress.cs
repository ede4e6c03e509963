namespace Autograd;

/// <summary>Where a training is: what <see cref="TrainingLoop"/> reports after each step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The number of the last epoch.</param>
/// <param name="Step">The step in the epoch, from 1.</param>
/// <param name="Steps">The number of steps in an epoch; null while it is not known (a stream in its first epoch).</param>
/// <param name="Loss">The mean of the losses of the epoch so far.</param>
/// <param name="LearningRate">The learning rate of the step; NaN where no optimizer was named.</param>
/// <param name="Elapsed">The time since the training began.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int? Steps, double Loss, double LearningRate, TimeSpan Elapsed)
{
    /// <summary>The share of the work that is done since the training began, or null while it is not known; 1 at the end.</summary>
    /// <remarks>Of a training that goes on from an earlier one this counts the epochs that are left alone.</remarks>
    public double? Share { get; init; }

    /// <summary>The time that the rest will take if it goes on like this; null while that is not known.</summary>
    public TimeSpan? Remaining => Share is > 0 and var share ? Elapsed * ((1 - share) / share) : null;
}

using System.Numerics;

namespace Autograd;

/// <summary>Something that a training goes on from: it says what a <see cref="Checkpoint{T}"/> keeps of it.</summary>
/// <remarks>
/// For what sets, optimizers and generators do not hold: a schedule, an average of the weights, where the data stand. One list of entries
/// serves both ways: each is read when a checkpoint is saved, and set when one is loaded.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public interface ICheckpointed<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Adds what is to be kept.</summary>
    /// <param name="entries">What is kept; it takes parameters, states, numbers, texts and lists of integers.</param>
    void AddTo(CheckpointEntries<T> entries);
}

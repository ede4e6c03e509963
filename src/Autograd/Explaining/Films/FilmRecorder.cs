using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>
/// Records both passes at chosen steps of training, for one page with a slider through training: one sees what the hidden layers make of
/// the data, and where gradients vanish.
/// </summary>
/// <remarks>
/// <code>
/// var recorder = new FilmRecorder&lt;double&gt;();
/// for (var step = 0; step &lt;= 400; step++)
/// {
///     var loss = Loss();
///     if (step % 20 == 0) recorder.Record(step, loss);
///     optimizer.Step(loss.Backward());
/// }
///
/// recorder.ToFilm("training").Save("training.html");
/// </code>
/// <para>Meant for small networks: each step that is recorded adds its arrays to the page.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class FilmRecorder<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FilmData<T> _data = new();
    private string? _name;

    /// <summary>How many steps have been recorded.</summary>
    public int Count => _data.Count;

    /// <summary>Runs a backward pass from the loss, and keeps all values and gradients as they are now.</summary>
    /// <param name="step">The step of training, larger than those before.</param>
    /// <param name="loss">The loss of this step, before the parameters are updated. Its graph is the same at each step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative, or not after the last one.</exception>
    /// <exception cref="ArgumentException">The graph is not that of the steps before; the message says where they differ.</exception>
    /// <exception cref="GradientException">
    /// The loss is a constant, has several elements, or a parameter was updated since it was read.
    /// </exception>
    public void Record(int step, Node<T> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step <= _data.LastTrainingStep)
        {
            throw new ArgumentOutOfRangeException(
                nameof(step), step, Invariant($"FilmRecorder: step {_data.LastTrainingStep} was recorded last; record a later one."));
        }

        var story = Storyboard<T>.Of(loss);
        if (_data.DifferenceTo(story) is { } difference)
        {
            throw new ArgumentException(
                Invariant($"FilmRecorder: the graph of step {step} is not that of the steps before: {difference}. A film shows one graph."),
                nameof(loss));
        }

        _data.Add(story, step);
        _name ??= loss.Name;
    }

    /// <summary>The page.</summary>
    /// <param name="title">The title of the page; left out, the name of the loss.</param>
    /// <exception cref="InvalidOperationException">Nothing was recorded.</exception>
    public Film ToFilm(string? title = null) => Count > 0
        ? Film.Of(_data, title ?? _name ?? "Training")
        : throw new InvalidOperationException("FilmRecorder: nothing was recorded; call Record(step, loss) in the training loop.");
}

using System.Diagnostics;
using Autograd;
using Spectre.Console;

/// <summary>
/// Shows a training while it runs: a bar, loss, accuracy, rate and the time left. Where output is redirected it shows nothing.
/// </summary>
internal sealed class LiveTraining : IProgress<TrainingProgress>
{
    // More often than this nobody sees.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly LiveDisplayContext _display;
    private long _shown;

    private LiveTraining(LiveDisplayContext display) => _display = display;

    /// <summary>The accuracy that was measured last, from 0 to 1; NaN before.</summary>
    public double Accuracy { get; set; } = double.NaN;

    /// <summary>Runs a training with a display, or with null where there is no terminal.</summary>
    public static void Run(Action<LiveTraining?> train)
    {
        if (Console.IsOutputRedirected)
        {
            train(null);
        }
        else
        {
            AnsiConsole.Live(new Text("")).Start(display => train(new LiveTraining(display)));
        }
    }

    public void Report(TrainingProgress value)
    {
        var share = value.Share ?? 0;
        if (Stopwatch.GetElapsedTime(_shown) < s_pause && share < 1)
        {
            return;
        }

        _shown = Stopwatch.GetTimestamp();
        var table = new Table().Border(TableBorder.Rounded).AddColumns("epoch", "", "loss", "accuracy", "rate", "left");
        var bar = new BreakdownChart().Width(30).HideTags()
            .AddItem("done", Math.Max(share, 1e-3), Color.Green).AddItem("left", Math.Max(1 - share, 1e-3), Color.Grey);
        table.AddRow(
            new Text($"{value.Epoch} of {value.Epochs}"), bar, new Text($"{value.Loss:F4}"),
            new Text(double.IsNaN(Accuracy) ? "" : $"{Accuracy:P1}"), new Text($"{value.LearningRate:G3}"),
            new Text(value.Remaining is { } left ? $"{left.TotalSeconds:F0} s" : ""));
        _display.UpdateTarget(table);
    }
}

using System.Diagnostics;
using System.Numerics;

namespace Autograd;

/// <summary>Whether nodes remember the line of code that made them. Off by default, because it is slow.</summary>
public static class Origins
{
    private const string Inputs = " The inputs: ";

    private static readonly OriginObserver s_observer = new();

    /// <summary>Whether nodes made on this thread remember their line now.</summary>
    public static bool AreCaptured => GraphScope.IsObserved && GraphScope.Observers.Contains(s_observer);

    /// <summary>
    /// A scope in which nodes remember the line that made them, for error messages: <c>using (Origins.Capture()) { ... }</c>.
    /// </summary>
    public static GraphScope Capture() => new(s_observer);

    /// <summary>
    /// The end of a message that refuses inputs: what each is, and which line made it. Nothing where lines are not captured.
    /// </summary>
    /// <param name="inputs">The inputs; one that is null is left out.</param>
    public static string OfInputs<T>(params ReadOnlySpan<Node<T>?> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!AreCaptured)
        {
            return "";
        }

        var labels = inputs.ToArray().OfType<Node<T>>()
            .Select(input => input is Parameter<T> parameter ? parameter.LabelAndUpdate : input.LabelAndOrigin);
        return $"{Inputs}{string.Join("; ", labels)}.";
    }

    /// <summary>Whether a message says already where the inputs were made.</summary>
    internal static bool AreToldIn(string message) => message.Contains(Inputs, StringComparison.Ordinal);

    /// <summary>Writes into each node which line of user code made it, and into a constant which cuts it lies behind.</summary>
    private sealed class OriginObserver : GraphObserver
    {
        public override void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs)
        {
            node.Details.Origin ??= UserLine(new StackTrace(fNeedFileInfo: true));
            if (!node.RequiresGrad)
            {
                node.Details.LiesBehind ??= MissingGradient.CutsBehind(node, inputs);
            }
        }

        public override void OnGiven<T>(Node<T> leaf) => leaf.Details.Origin ??= UserLine(new StackTrace(fNeedFileInfo: true));

        public override void OnShared<T>(Node<T> constant, Node<T> source) =>
            constant.Details.Origin ??= UserLine(new StackTrace(fNeedFileInfo: true));

        private static string? UserLine(StackTrace stack)
        {
            foreach (var frame in stack.GetFrames())
            {
                if (frame.GetFileName() is { } file
                    && DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName.Split(',')[0] is not ("Autograd" or "Autograd.Ops"))
                {
                    return $"{Path.GetFileName(file)}:{frame.GetFileLineNumber()}";
                }
            }

            return null;
        }
    }
}

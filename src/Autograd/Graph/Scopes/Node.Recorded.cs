namespace Autograd;

/// <summary>Whether a gradient goes back through a node; in the order in which the inputs of an operation outweigh each other.</summary>
internal enum GradientFlow : byte
{
    /// <summary>No parameter went into it.</summary>
    None,

    /// <summary>A parameter went into it, but while recording was off, there or further back.</summary>
    NotRecorded,

    /// <summary>A parameter went into it, and all of it was recorded.</summary>
    Recorded,
}

// Whether a node is recorded is decided by what went into it and by whether recording is on. A constant remembers which of the two it was:
// a gradient whose backward pass was not recorded is told from the constant gradient of a linear function.
public partial class Node<T>
{
    private readonly GradientFlow _flow;

    /// <summary>Whether this is a constant only because recording was off when it, or what it was computed from, was made.</summary>
    internal bool IsUnrecorded => _flow == GradientFlow.NotRecorded;

    /// <summary>This node, or its value where nothing is recorded: a rule may return its input or its output as they are.</summary>
    internal Node<T> AsRecordingSays() => RequiresGrad && !Recording.IsOn ? Detach() : this;

    private static GradientFlow FlowOf(Node<T> input0, Node<T>? input1) =>
        input1 is null || input1._flow < input0._flow ? input0._flow : input1._flow;

    private static GradientFlow FlowOf(Node<T>[] inputs)
    {
        var most = GradientFlow.None;
        foreach (var input in inputs)
        {
            most = input._flow > most ? input._flow : most;
        }

        return most;
    }

    private static GradientFlow FlowThrough(OpTraits traits, GradientFlow inputs) =>
        inputs == GradientFlow.None || traits.HasFlag(OpTraits.NoDerivative) ? GradientFlow.None
        : Recording.IsOn ? inputs
        : GradientFlow.NotRecorded;
}

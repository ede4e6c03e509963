namespace Autograd;

// How a node is called in texts and messages.
public partial class Node<T> : IFormattable
{
    /// <summary>The name given with <see cref="Named"/>, or null.</summary>
    public string? Name => _details?.Name;

    /// <summary>The line of code that made this node, if it was made inside <see cref="Origins.Capture"/>; else null.</summary>
    public string? Origin => _details?.Origin;

    /// <summary>Name if there is one, operation and shape, for messages.</summary>
    internal string Label => $"{(Name is null ? "" : Name + " = ")}{Kind} {Shape}";

    /// <summary>Like <see cref="Label"/>, with the line that made the node where it is known.</summary>
    internal string LabelAndOrigin => Origin is null ? Label : $"{Label} made at {Origin}";

    private protected virtual string Kind => Op?.ToString() ?? (_details?.CutFrom is null ? "Constant" : "StopGradient");

    /// <summary>Gives this node a name for texts and error messages, and returns it.</summary>
    public virtual Node<T> Named(string name)
    {
        Details.Name = name;
        return this;
    }

    /// <summary>Name if there is one, operation, shape and first values: <c>hidden = Relu (2, 3) [0, 1.5, 0.2, 0, ...]</c>.</summary>
    public override string ToString() => $"{Label} {NdArrayText.Short(Elements)}";

    /// <summary>With a format of numbers, the value in it: <c>$"{loss:F3}"</c> is the number alone. Without one, as above.</summary>
    /// <param name="format">A format of numbers; null or empty for <see cref="ToString()"/>.</param>
    /// <param name="formatProvider">How numbers are written; null for the current culture.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : Elements.ToString(format, formatProvider);
}

namespace Autograd;

// How a parameter is called in texts and messages.
public sealed partial class Parameter<T>
{
    /// <summary>The file and the line of the last update; until then, of the code that made it.</summary>
    internal string UpdatedAt => $"{Path.GetFileName(_updatedAt.File)}:{_updatedAt.Line}";

    /// <summary>Like <see cref="Node{T}.Label"/>, with the place where it got the value that it has.</summary>
    internal string LabelAndUpdate => $"{Label} {(Version == 0 ? "made" : "last updated")} at {UpdatedAt}";

    private protected override string Kind => "Parameter";

    /// <inheritdoc cref="Node{T}.Named"/>
    public override Parameter<T> Named(string name)
    {
        Details.Name = name;
        return this;
    }
}

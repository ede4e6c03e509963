namespace Autograd;

// How a parameter is called in texts and messages.
public sealed partial class Parameter<T>
{
    /// <summary>The file and the line of the last update.</summary>
    internal string UpdatedAt => $"{Path.GetFileName(_updatedAt.File)}:{_updatedAt.Line}";

    private protected override string Kind => "Parameter";

    /// <inheritdoc cref="Node{T}.Named"/>
    public override Parameter<T> Named(string name)
    {
        Details.Name = name;
        return this;
    }
}

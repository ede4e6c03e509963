namespace Autograd;

/// <summary>An operation that was told a list of labels or indices. No gradient goes through it, and a <see cref="Replay{T}"/> may set it.</summary>
/// <remarks>Implement it explicitly, so that the two members are not printed with what the operation was told.</remarks>
public interface IReadsIndices
{
    /// <summary>What the list is, for messages: <c>integer labels</c>.</summary>
    string IndexArgument { get; }

    /// <summary>The list itself, as it was given.</summary>
    IntList Indices { get; }
}

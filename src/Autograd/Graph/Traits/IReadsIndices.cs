namespace Autograd;

/// <summary>An operation that was told a list of labels or indices: no gradient goes through it, and a replay may set it.</summary>
/// <remarks>
/// Implement what is not a property of the record explicitly, so that it is not printed with what the operation was told.
/// </remarks>
public interface IReadsIndices
{
    /// <summary>What the list is, for messages: <c>integer labels</c>.</summary>
    string IndexArgument { get; }

    /// <summary>The list itself, as it was given.</summary>
    IntList Indices { get; }

    /// <summary>The same operation with another list, as long as its own: what a replay runs once the list is set.</summary>
    /// <param name="indices">The list. Its items change between runs, so none of them may be remembered.</param>
    Op WithIndices(IntList indices);
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>A leaf that gradients are asked for and whose value may be updated: a weight, a bias, an input to differentiate by.</summary>
/// <remarks>
/// An update writes in place and counts a version: <see cref="Node{T}.Value"/> shows the new elements from then on. An earlier value is
/// kept by <see cref="NdArray{T}.Copy"/>, by <see cref="Node{T}.StopGradient"/>, and by a constant that is made of it. A backward pass
/// over a graph that read an older version is refused, because its rules would read the new value. Threads may read a parameter at the
/// same time; while one updates it, no other may use it.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed partial class Parameter<T> : Node<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private (string File, int Line) _updatedAt;

    /// <summary>A parameter with a copy of this value.</summary>
    /// <param name="value">The first value.</param>
    /// <param name="name">A name for texts and error messages.</param>
    /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
    /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
    public Parameter(NdArray<T> value, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        : base(value.Owned(), requiresGrad: true)
    {
        _updatedAt = (file, line);
        if (name is not null)
        {
            Details.Name = name;
        }
    }

    /// <summary>How often the value has been updated.</summary>
    public int Version { get; private set; }

    /// <summary>Where the last update stands among the numbers of the nodes: nodes with a smaller number read an older value.</summary>
    internal long LastUpdate { get; private set; }

    /// <summary>Replaces the value.</summary>
    /// <param name="value">The new value, of the same shape.</param>
    /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
    /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
    /// <exception cref="ShapeException">The shape differs.</exception>
    public void Update(NdArray<T> value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (value.Shape != Shape)
        {
            throw new ShapeException($"Update: the new value has shape {value.Shape}, but {Label} keeps its shape; give {Shape}.");
        }

        value.Span.CopyTo(BeginUpdate(file, line));
    }

    /// <summary>Changes the elements in place.</summary>
    /// <param name="change">Receives the elements in row-major order and writes the new ones.</param>
    /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
    /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
    public void Update(Action<Span<T>> change, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(change);
        var elements = BeginUpdate(file, line);
        try
        {
            change(elements);
        }
        finally
        {
            // A node made while the elements were changing has read neither the old nor the new value.
            LastUpdate = NodeId.Next();
        }
    }

    /// <summary>Counts a version and returns the elements to write.</summary>
    internal Span<T> BeginUpdate(string file, int line)
    {
        if (GraphScope.IsObserved)
        {
            GraphEvents.Updating(this);
        }

        _updatedAt = (file, line);
        LastUpdate = NodeId.Next();
        Version++;
        return Writable;
    }

    /// <summary>Refuses a backward pass through a node that read an older value.</summary>
    internal void RequireUnchangedSince(Node<T> reader, Node<T> output)
    {
        if (reader.Id < LastUpdate)
        {
            throw StaleParameter.Explain(this, reader, output);
        }
    }
}

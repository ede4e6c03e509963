using System.Numerics;

namespace Autograd;

/// <summary>
/// An array that is carried from step to step and is not trained: a running mean, the velocity that an optimizer keeps of a parameter.
/// </summary>
/// <remarks>
/// It is no node, so no gradient can reach it: <c>x - state.Value</c> reads its elements of that moment, as a constant. It keeps its shape.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class State<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private NdArray<T> _value;

    // Whether anybody may hold the array.
    private bool _isShown;

    /// <summary>A state with a copy of this value.</summary>
    /// <param name="value">The first value.</param>
    public State(NdArray<T> value) => _value = value.Owned();

    /// <summary>The lengths of the value's axes.</summary>
    public Shape Shape => _value.Shape;

    /// <summary>
    /// The value. An array that was read stays as it was, whatever becomes of the state: setting it replaces it by a copy, and an
    /// optimizer that writes its elements writes to another array from then on.
    /// </summary>
    /// <exception cref="ShapeException">It is set to an array of another shape.</exception>
    public NdArray<T> Value
    {
        get
        {
            if (GraphScope.IsObserved)
            {
                AnnounceRead();
            }

            _isShown = true;
            return _value;
        }

        set => _value = value.Shape == Shape
            ? value.Owned()
            : throw new ShapeException($"State: the new value has shape {value.Shape}, but a state keeps its shape; give {Shape}.");
    }

    /// <summary>The elements in row-major order, to be read and written, until <see cref="Value"/> is read or set next.</summary>
    /// <remarks>If the value was read, they are a copy that takes its place, so that the array which was read stays as it was.</remarks>
    public Span<T> Span
    {
        get
        {
            if (_isShown)
            {
                (_value, _isShown) = (_value.Owned(), false);
            }

            return _value.Writable;
        }
    }

    private void AnnounceRead()
    {
        var before = _value.Copy();
        GraphEvents.StateRead($"a state of shape {Shape}", () => _value == before);
    }
}

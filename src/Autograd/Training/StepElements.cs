using System.Numerics;

namespace Autograd;

/// <summary>The elements of a parameter that a step moves: all, in one stretch, or the rows of a table that were used.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct StepElements<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal StepElements(Span<T> values, ReadOnlySpan<T> gradient)
    {
        Values = values;
        Gradient = gradient;
    }

    internal StepElements(Span<T> values, RowGradient<T> rows)
    {
        Values = values;
        Rows = rows;
    }

    internal Span<T> Values { get; }

    internal ReadOnlySpan<T> Gradient { get; }

    internal RowGradient<T>? Rows { get; }

    /// <summary>An enumerator over the stretches; a row whose gradient is 0 is none.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Elements that lie one after the other.</summary>
    public readonly ref struct Stretch
    {
        internal Stretch(int start, Span<T> values, ReadOnlySpan<T> gradient)
        {
            Start = start;
            Values = values;
            Gradient = gradient;
        }

        /// <summary>Where they begin in the parameter, and in each of its states.</summary>
        public int Start { get; }

        /// <summary>The elements, to be written.</summary>
        public Span<T> Values { get; }

        /// <summary>Their gradient, finite.</summary>
        public ReadOnlySpan<T> Gradient { get; }
    }

    /// <summary>Goes through the stretches.</summary>
    public ref struct Enumerator
    {
        private readonly StepElements<T> _elements;
        private int _place = -1;

        internal Enumerator(StepElements<T> elements) => _elements = elements;

        /// <summary>The stretch that it is at.</summary>
        public readonly Stretch Current
        {
            get
            {
                if (_elements.Rows is not { } rows)
                {
                    return new(0, _elements.Values, _elements.Gradient);
                }

                var start = rows.Rows[_place] * rows.RowLength;
                return new(start, _elements.Values.Slice(start, rows.RowLength), rows[_place]);
            }
        }

        /// <summary>Goes on to the next stretch and says whether there is one.</summary>
        public bool MoveNext()
        {
            do
            {
                _place++;
            }
            while (_place < _elements.Rows?.Rows.Length && _elements.Rows.IsZero(_place));

            return _place < (_elements.Rows?.Rows.Length ?? 1);
        }
    }
}

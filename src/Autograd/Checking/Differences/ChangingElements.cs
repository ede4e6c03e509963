namespace Autograd;

/// <summary>Which elements of an array are not always what they were at the start.</summary>
/// <param name="start">The array at the start.</param>
internal sealed class ChangingElements(double[] start)
{
    // 1 for an element that changes; null before the first array, and once all change.
    private double[]? _counts;
    private bool _areAll;

    /// <summary>Whether there is one.</summary>
    public bool HasAny { get; private set; }

    /// <summary>1 for each element that changes and 0 for the others; empty if all or none change.</summary>
    public ReadOnlySpan<double> Counts => HasAny ? _counts : [];

    /// <summary>Adds those that change to an array.</summary>
    public void Add(double[] values)
    {
        if (_areAll)
        {
            return;
        }

        var still = _counts is null ? Sums.Still(values, start) : Sums.Mark(values, start, _counts);
        _areAll = still == 0 && start.Length > 0;
        HasAny |= still < start.Length;
        if (_areAll)
        {
            _counts = null;
        }
        else if (_counts is null)
        {
            _counts = new double[start.Length];
            Sums.Mark(values, start, _counts);
        }
    }

    /// <summary>Whether an element changes.</summary>
    public bool Contains(int element) => _areAll || _counts?[element] > 0;

    /// <summary>The elements that change.</summary>
    public List<int> ToList()
    {
        var elements = new List<int>();
        if (_areAll)
        {
            elements.AddRange(Enumerable.Range(0, start.Length));
        }
        else if (HasAny)
        {
            Sums.AddPlaces(_counts, elements);
        }

        return elements;
    }
}

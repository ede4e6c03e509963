using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>The formula of an optimizer, for as many elements as a vector holds.</summary>
internal interface IStepRule<T>
{
    /// <summary>Moves elements of a parameter, and of what is kept of it.</summary>
    /// <param name="slope">Their gradient.</param>
    /// <param name="value">The elements.</param>
    /// <param name="first">Those of the first state; not to be touched if there is none. The others likewise.</param>
    /// <param name="second">Those of the second state.</param>
    /// <param name="third">Those of the third state.</param>
    void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third);
}

/// <summary>A rule applied to all elements of a parameter in one pass, on all cores if they are many.</summary>
/// <remarks>An element gets the same bits wherever it lies: the last few go through a vector too.</remarks>
internal static class StepPass
{
    // Rows lie anywhere in a table, so that each is waited for.
    private const int RowCost = 2;

    /// <summary>Applies the rule.</summary>
    /// <param name="rule">The rule, with the numbers of the step.</param>
    /// <param name="cost">What it costs for an element, in additions of two elements.</param>
    /// <param name="elements">The elements, with their gradient.</param>
    /// <param name="first">The first state of the parameter; empty if there is none. The others likewise.</param>
    /// <param name="second">The second state.</param>
    /// <param name="third">The third state.</param>
    public static void Run<T, TRule>(
        TRule rule, int cost, StepElements<T> elements, Span<T> first = default, Span<T> second = default, Span<T> third = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRule : struct, IStepRule<T>
    {
        var pass = new Pass<T, TRule>(rule, elements, first, second, third);
        if (elements.Rows is { } rows)
        {
            ParallelLoop.Run(rows.Rows.Length, (long)RowCost * cost * rows.Rows.Length * rows.RowLength, pass, equalShares: true);
        }
        else
        {
            ParallelLoop.Run(elements.Values.Length, (long)cost * elements.Values.Length, pass, equalShares: true);
        }
    }

    private readonly ref struct Pass<T, TRule>(TRule rule, StepElements<T> elements, Span<T> first, Span<T> second, Span<T> third)
        : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRule : struct, IStepRule<T>
    {
        private readonly StepElements<T> _elements = elements;
        private readonly Span<T> _first = first;
        private readonly Span<T> _second = second;
        private readonly Span<T> _third = third;

        // Some of the rows, or some of the elements.
        public void Run(int start, int count)
        {
            if (_elements.Rows is not { } rows)
            {
                Move(_elements.Gradient.Slice(start, count), start);
                return;
            }

            var used = rows.Rows.Slice(start, count);
            var length = rows.RowLength;
            for (var i = 0; i < used.Length; i++)
            {
                if (i + Prefetch.RowsAhead < used.Length)
                {
                    FetchRow(used[i + Prefetch.RowsAhead] * length, length);
                }

                var gradient = rows[start + i];
                if (gradient.ContainsAnyExcept(T.Zero))
                {
                    Move(gradient, used[i] * length);
                }
            }
        }

        private void FetchRow(int start, int length)
        {
            Prefetch.Row<T>(_elements.Values.Slice(start, length));
            Prefetch.Row<T>(_first.IsEmpty ? [] : _first.Slice(start, length));
            Prefetch.Row<T>(_second.IsEmpty ? [] : _second.Slice(start, length));
            Prefetch.Row<T>(_third.IsEmpty ? [] : _third.Slice(start, length));
        }

        private void Move(ReadOnlySpan<T> gradient, int start)
        {
            var whole = gradient.Length - (gradient.Length % Vector<T>.Count);
            MoveVectors(gradient[..whole], start);
            if (whole < gradient.Length)
            {
                MoveLast(gradient[whole..], start + whole);
            }
        }

        private void MoveVectors(ReadOnlySpan<T> gradient, int start)
        {
            ref var g = ref Vectors(gradient);
            ref var x = ref Vectors(_elements.Values.Slice(start, gradient.Length));
            ref var a = ref _first.IsEmpty ? ref x : ref Vectors(_first.Slice(start, gradient.Length));
            ref var b = ref _second.IsEmpty ? ref x : ref Vectors(_second.Slice(start, gradient.Length));
            ref var c = ref _third.IsEmpty ? ref x : ref Vectors(_third.Slice(start, gradient.Length));

            // A copy, whose numbers stay in registers: those of the pass could be among what is written.
            var move = rule;
            for (var i = 0; i < gradient.Length / Vector<T>.Count; i++)
            {
                move.Move(
                    Unsafe.Add(ref g, i),
                    ref Unsafe.Add(ref x, i),
                    ref Unsafe.Add(ref a, i),
                    ref Unsafe.Add(ref b, i),
                    ref Unsafe.Add(ref c, i));
            }
        }

        // Fewer than a vector, in vectors that are filled up with zeros.
        private void MoveLast(ReadOnlySpan<T> gradient, int start)
        {
            var count = gradient.Length;
            var x = Padded(_elements.Values, start, count);
            var a = Padded(_first, start, count);
            var b = Padded(_second, start, count);
            var c = Padded(_third, start, count);
            rule.Move(Padded(gradient, 0, count), ref x, ref a, ref b, ref c);
            Keep(ref x, _elements.Values, start, count);
            Keep(ref a, _first, start, count);
            Keep(ref b, _second, start, count);
            Keep(ref c, _third, start, count);
        }

        private static ref Vector<T> Vectors(ReadOnlySpan<T> elements) =>
            ref Unsafe.As<T, Vector<T>>(ref MemoryMarshal.GetReference(elements));

        private static Vector<T> Padded(ReadOnlySpan<T> elements, int start, int count)
        {
            var padded = Vector<T>.Zero;
            if (!elements.IsEmpty)
            {
                elements.Slice(start, count).CopyTo(Elements(ref padded));
            }

            return padded;
        }

        private static void Keep(ref Vector<T> vector, Span<T> elements, int start, int count)
        {
            if (!elements.IsEmpty)
            {
                Elements(ref vector)[..count].CopyTo(elements[start..]);
            }
        }

        private static Span<T> Elements(ref Vector<T> vector) =>
            MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<T>, T>(ref vector), Vector<T>.Count);
    }
}

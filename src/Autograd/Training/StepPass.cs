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
    /// <summary>Applies the rule.</summary>
    /// <param name="rule">The rule, with the numbers of the step.</param>
    /// <param name="cost">What it costs for an element, in additions of two elements.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="values">The elements, and from there on as many of each state.</param>
    /// <param name="first">The first state; empty if there is none. The others likewise.</param>
    /// <param name="second">The second state.</param>
    /// <param name="third">The third state.</param>
    public static void Run<T, TRule>(
        TRule rule,
        int cost,
        ReadOnlySpan<T> gradient,
        Span<T> values,
        Span<T> first = default,
        Span<T> second = default,
        Span<T> third = default)
        where T : unmanaged
        where TRule : struct, IStepRule<T> =>
        ParallelLoop.Run(
            values.Length, (long)cost * values.Length, new Pass<T, TRule>(rule, gradient, values, first, second, third), equalShares: true);

    private readonly ref struct Pass<T, TRule>(
        TRule rule, ReadOnlySpan<T> gradient, Span<T> values, Span<T> first, Span<T> second, Span<T> third) : IRangeLoop
        where T : unmanaged
        where TRule : struct, IStepRule<T>
    {
        private readonly ReadOnlySpan<T> _gradient = gradient;
        private readonly Span<T> _values = values;
        private readonly Span<T> _first = first;
        private readonly Span<T> _second = second;
        private readonly Span<T> _third = third;

        public void Run(int start, int count)
        {
            var whole = count - (count % Vector<T>.Count);
            MoveVectors(start, whole);
            if (whole < count)
            {
                MoveLast(start + whole, count - whole);
            }
        }

        private void MoveVectors(int start, int count)
        {
            var numbers = rule;
            ref readonly var g = ref Vectors(_gradient.Slice(start, count));
            ref var x = ref Vectors(_values.Slice(start, count));
            ref var a = ref _first.IsEmpty ? ref x : ref Vectors(_first.Slice(start, count));
            ref var b = ref _second.IsEmpty ? ref x : ref Vectors(_second.Slice(start, count));
            ref var c = ref _third.IsEmpty ? ref x : ref Vectors(_third.Slice(start, count));
            for (var i = 0; i < count / Vector<T>.Count; i++)
            {
                numbers.Move(
                    Unsafe.Add(ref Unsafe.AsRef(in g), i),
                    ref Unsafe.Add(ref x, i),
                    ref Unsafe.Add(ref a, i),
                    ref Unsafe.Add(ref b, i),
                    ref Unsafe.Add(ref c, i));
            }
        }

        // Fewer than a vector, in vectors that are filled up with zeros.
        private void MoveLast(int start, int count)
        {
            var x = Padded(_values, start, count);
            var a = Padded(_first, start, count);
            var b = Padded(_second, start, count);
            var c = Padded(_third, start, count);
            rule.Move(Padded(_gradient, start, count), ref x, ref a, ref b, ref c);
            Keep(ref x, _values, start, count);
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

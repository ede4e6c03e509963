using System.Globalization;
using static Autograd.FormulaFaults;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>A formula that turns the right gradient into that of the rules.</summary>
/// <param name="Size">How much there is to it: the simpler explanation comes first.</param>
/// <param name="Fault">The fault.</param>
/// <param name="Words">The formula in words that go on from "the gradient".</param>
/// <param name="Kind">The same with # for each number.</param>
/// <param name="Numbers">The numbers.</param>
internal sealed record FoundFormula(int Size, GradientFault Fault, string Words, string Kind, IReadOnlyList<double> Numbers);

/// <summary>Tries which known functions are missing, too many, or in the place of others, at some elements of an input.</summary>
internal sealed class FormulaSearch
{
    // A multiple this close to a plain number is that number.
    private const double NearPlain = 1e-4;

    // What a number that is not plain adds to a formula: it is likelier a coincidence.
    private const int SizeOfNumber = 4;

    // Functions up to this size are exchanged for each other.
    private const int SizeOfExchanged = 4;

    // So many elements that are no smaller beside the largest than this support a factor.
    private const double LeastShare = 1e-3;
    private const int LeastSupport = 3;

    private static readonly double[] s_plain = [1, 2, 3, 4, 6, 0.5, 0.25, 1.0 / 3, 2 / Math.Sqrt(Math.PI), 1 / Math.Sqrt(2 * Math.PI)];

    private readonly double[] _rules;
    private readonly double[] _differences;
    private readonly double[]? _seed;
    private readonly string _incoming;
    private readonly IReadOnlyList<KnownFunction> _functions;
    private readonly List<FoundFormula> _found = [];

    /// <summary>A search.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="input">The input.</param>
    /// <param name="elements">The elements of it that are looked at.</param>
    /// <param name="rules">Their gradient by the rules.</param>
    /// <param name="differences">Their gradient by differences.</param>
    /// <param name="functions">The functions that are tried.</param>
    public FormulaSearch(
        GradientEvidence evidence, int input, int[] elements, double[] rules, double[] differences,
        IReadOnlyList<KnownFunction> functions)
    {
        (_rules, _differences, _functions) = (rules, differences, functions);
        _seed = evidence.Seed.Length == evidence.Rules[input].Length ? Pick(evidence.Seed, elements)
            : evidence.Seed is [var only] ? Array.ConvertAll(elements, _ => only)
            : null;
        _incoming = evidence.Seed is [1] ? "" : " times the incoming gradient";
    }

    /// <summary>The simplest formula; null if none fits.</summary>
    public FoundFormula? Simplest()
    {
        AddFactorsAndTerms();
        var (byRules, right) = (Named(_rules), Named(_differences));
        if (byRules is not null && right is not null)
        {
            _found.Add(new(
                byRules.Size + right.Size - 2, GradientFault.SimilarFunction, $"has {Name(byRules)} where {Name(right)} belongs",
                $"has {Kind(byRules)} where {Kind(right)} belongs", [byRules.Times, right.Times]));
        }
        else if (byRules is not null)
        {
            _found.Add(new(
                byRules.Size + 6, GradientFault.SimilarFunction, $"is {Name(byRules)}{_incoming}, which is not the derivative",
                $"is {Kind(byRules)}, which is not the derivative", [byRules.Times]));
        }

        AddExchanged();
        AddPowers(byRules, right);
        return _found.OrderBy(entry => entry.Size).FirstOrDefault();
    }

    private void AddFactorsAndTerms()
    {
        double[] missing = [.. _differences.Zip(_rules, (right, there) => right - there)];
        foreach (var function in _functions)
        {
            Try(function, 1, GradientFault.MissingFactor, Multiply(_rules, function.Values), _differences, "lacks the factor {0}");
            Try(function, 1, GradientFault.MissingFactor, Multiply(_differences, function.Values), _rules, "has the factor {0} too many");
            TryTerm(function, missing);
        }

        TryTerm(new KnownFunction("1", 2, Array.ConvertAll(_rules, _ => 1.0), IsOfOutput: false), missing);
    }

    private void TryTerm(KnownFunction function, double[] missing)
    {
        if (_seed is not null && Multiple(Multiply(function.Values, _seed), missing) is { } times)
        {
            var words = times > 0 ? "lacks a term: {0}" : "lacks a term or has its sign wrong: {0}";
            Add(function, times, 2, GradientFault.MissingTerm, words, _incoming);
        }
    }

    private void Try(KnownFunction function, int size, GradientFault fault, double[] x, double[] y, string words)
    {
        // Beside the largest element of a steep function all others are 0, whatever they should be.
        var largest = x.Max(Math.Abs);
        if (x.Count(value => Math.Abs(value) > LeastShare * largest) >= Math.Min(LeastSupport, x.Length) && Multiple(x, y) is { } times)
        {
            Add(function, times, size, fault, words, "");
        }
    }

    private void Add(KnownFunction function, double times, int size, GradientFault fault, string words, string end)
    {
        var named = function with { Times = times };
        _found.Add(new(
            function.Size + size + SizeOf(times), fault,
            string.Format(CultureInfo.InvariantCulture, words, Name(named)) + end,
            string.Format(CultureInfo.InvariantCulture, words, Kind(named)), [times]));
    }

    // The simplest function that a gradient is, times the incoming one. With the name of the output goes what that is of the input.
    private KnownFunction? Named(double[] gradient)
    {
        if (_seed is null)
        {
            return null;
        }

        var names = new List<KnownFunction>();
        foreach (var function in _functions)
        {
            if (Multiple(Multiply(function.Values, _seed), gradient) is { } times)
            {
                names.Add(function with { Times = times, Size = function.Size + SizeOf(times) });
            }
        }

        var simplest = names.MinBy(function => function.Size);
        return simplest is { IsOfOutput: true }
            && names.Where(function => !function.IsOfOutput).MinBy(function => function.Size) is { } ofInput
                ? simplest with { Meaning = ofInput }
                : simplest;
    }

    // One factor in the place of another.
    private void AddExchanged()
    {
        var simple = _functions.Where(function => function.Size <= SizeOfExchanged).ToList();
        foreach (var there in simple)
        {
            foreach (var belongs in simple)
            {
                if (!ReferenceEquals(there, belongs)
                    && AreAlike(Multiply(_rules, belongs.Values), Multiply(_differences, there.Values)))
                {
                    var words = $"has the factor {there.Name} where {belongs.Name} belongs";
                    _found.Add(new(there.Size + belongs.Size + 1, GradientFault.MissingFactor, words, words, []));
                }
            }
        }
    }

    // A power of the whole, with the names of both where they are known.
    private void AddPowers(KnownFunction? byRules, KnownFunction? right)
    {
        if (_seed is null)
        {
            return;
        }

        var (slope, wrong) = (Divide(_differences, _seed), Divide(_rules, _seed));
        var names = byRules is not null && right is not null ? $": {Name(byRules)} where {Name(right)} belongs" : "";
        foreach (var (words, power) in new (string, double[])[]
        {
            ("is the square of what it should be", Multiply(slope, slope)),
            ("is the cube of what it should be", Multiply(slope, Multiply(slope, slope))),
            ("is the reciprocal of what it should be", Array.ConvertAll(slope, value => 1 / value)),
            ("is the square root of what it should be", Array.ConvertAll(slope, Math.Sqrt)),
        })
        {
            if (Array.TrueForAll(power, double.IsFinite) && Multiple(power, wrong) is { } times)
            {
                _found.Add(new(2 + SizeOf(times), GradientFault.Power, words + names, words, []));
            }
        }
    }

    private static int SizeOf(double times) =>
        Math.Abs(times - 1) < NearPlain ? 0 : IsPlain(times) ? 1 : SizeOfNumber;

    private static bool IsPlain(double times) => Array.Exists(s_plain, plain => Math.Abs(Math.Abs(times) - plain) < NearPlain * plain);

    private static string Name(KnownFunction function)
    {
        var times = function.Times;
        var name = Math.Abs(times - 1) < NearPlain ? function.Name
            : Math.Abs(times + 1) < NearPlain ? $"-{function.Name}"
            : string.Create(CultureInfo.InvariantCulture, $"{times:G4} {function.Name}");
        return function.Meaning is { } meaning ? $"{name} ({Name(meaning)})" : name;
    }

    private static string Kind(KnownFunction function) => $"# {function.Name}";

    private static double[] Multiply(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a * b)];

    private static double[] Divide(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a / b)];
}

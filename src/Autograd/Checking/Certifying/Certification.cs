using System.Globalization;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>The certification of one operation.</summary>
internal sealed class Certification
{
    // What single precision leaves of a derivative whose condition is moderate.
    private const double FloatTolerance = 1e-4;

    // Two ways to compute the same in double. Derivatives that cancel are compared with this share of the value instead.
    private const double CompositionTolerance = 1e-9;
    private const double CompositionFloor = 0.1;

    // A mutant whose gradients are as close as this to those of the right rule is no mutant at that point.
    private const double SameGradients = 1e-6;
    private const double SameFloor = 1e-6;

    // Derivatives of operations at points of usual size: what is below this, at a singular matrix for one, is rounding.
    private const double Rounding = 1e-12;

    // A rounding of the inputs that changes so much of the result has no derivative to compare with.
    private const double UnstableShare = 1e-3;

    private const int NearPoints = 3;

    private readonly CertifyOptions _options;
    private readonly CertificationPoint[] _given;
    private readonly Node<double> _node;
    private readonly Type _operation;

    // Several items ask for the derivatives of a point.
    private readonly Dictionary<(CertificationPoint Point, int Order), (Derivatives? Found, string? Refusal)> _derivatives = [];

    public Certification(
        Func<IReadOnlyList<Node<double>>, Node<double>> function, IReadOnlyList<NdArray<double>> inputs, CertifyOptions options)
    {
        if (options.Order is not (1 or 2))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Order, $"Certify: Order is {options.Order}; it must be 1 or 2.");
        }

        _options = options;
        _given = [.. new[] { inputs }.Concat(options.MorePoints).Select(point => new CertificationPoint("given", function, [.. point]))];

        // Refuses in words a function that cannot be checked; what is wrong with a rule is an item of the certificate.
        _ = new CheckedFunction(function, inputs, new Random(options.Seed));
        var output = Value(_given[0]);
        _operation = options.Operation ?? output.Op?.GetType()
            ?? throw new GradientException($"Certify: the function returned {output} itself; there is no operation to certify.");
        _node = FindOperation(output) ?? throw new GradientException(
            $"Certify: the function contains no {_operation.Name}; it is made of {string.Join(", ", Operations(output))}.");
    }

    private string Orders => _options.Order == 1 ? "order 1" : "orders 1 and 2";

    public Certificate Run()
    {
        // Shapes and inputs are varied near by, where no element is 0 by design: a function of x and y may have an edge at x = y = 0.
        var near = Near(first: 1);
        var broadcasts = near.Take(1).SelectMany(point => point.Broadcasts()).Where(IsInDomain).ToArray();
        var shared = near.Take(1).SelectMany(point => point.Shared()).Where(IsInDomain).ToArray();
        var square = near.Take(1).Select(point => point.Square()).Where(IsInDomain).ToArray();
        CertificateItem[] items =
        [
            OpTrial.ShapeRule(_node),
            Tried("forward", () => OpTrial.Forward(_node)),
            CheckAll("gradients", [.. _given, .. near], $"{Orders} at {Count(_given.Length, "given point")}, {near.Length} near by"),
            CheckEdges(),
            CheckBroadcasts(broadcasts),
            CheckShared(shared),
            Tried("float", CompareFloat),
            Tried("composition", CompareComposition),
            CompareReplay([.. near, .. _given.SelectMany(point => point.Adversarial().Append(point.Mirrored()))]),
        ];
        var isRight = Array.TrueForAll(items, item => item.Passed);
        var mutants = isRight ? Mutate([.. _given, .. near, .. square, .. shared, .. broadcasts]) : [];
        return new Certificate(_node.Op!.ToString(), items, mutants);
    }

    // Code that throws does not come out right, and does not end the certification.
    private static CertificateItem Tried(string subject, Func<CertificateItem> attempt)
    {
        try
        {
            return attempt();
        }
        catch (Exception exception)
        {
            return new CertificateItem(subject, false, Thrown(exception));
        }
    }

    private CertificateItem CheckAll(string subject, CertificationPoint[] points, string finding, int? order = null)
    {
        foreach (var point in points)
        {
            if (Failure(point, order) is { } failure)
            {
                return new CertificateItem(subject, false, $"{point.Name}: {failure}");
            }
        }

        return new CertificateItem(subject, true, finding);
    }

    private CertificateItem CheckEdges()
    {
        var points = _given.SelectMany(point => point.Adversarial()).ToArray();
        var inside = Array.FindAll(points, point => IsInDomain(point) && HasFiniteSlopes(point) && OutlastsRounding(point));
        var others = inside.Length == points.Length ? "" : "; the others are outside the domain, or singular, or the slope is infinite";

        // Order 1, because at a kink there is no second derivative.
        return CheckAll("edges", inside, $"order 1 at {inside.Length} of {Count(points.Length, "adversarial point")}{others}", order: 1);
    }

    private CertificateItem CheckBroadcasts(CertificationPoint[] points) => CheckAll(
        "broadcasts", points, points.Length == 0 ? "no input broadcasts" : $"{Count(points.Length, "shape")} accepted: {Orders} at each");

    private CertificateItem CheckShared(CertificationPoint[] points)
    {
        var names = string.Join(", ", points.Select(point => point.Name).Distinct(StringComparer.Ordinal));
        return CheckAll("used twice", points, points.Length == 0 ? "no two inputs of one shape" : $"{Orders} where {names}");
    }

    private CertificateItem CompareFloat()
    {
        // Both at the point as floats hold it.
        var inputs = Array.ConvertAll(_given[0].Inputs, NdArray.Convert<double, float>);
        var rounded = Array.ConvertAll(inputs, NdArray.Convert<float, double>);
        Parameter<double>[] leaves = [.. rounded.Select(input => new Parameter<double>(input))];
        var output = _given[0].Function(leaves);
        var distance = Derivatives.Of(InFloat, inputs).DistanceTo(Derivatives.Of(_given[0].Function, rounded), CompositionFloor);
        var finding = Text($"value, gradients and second derivatives within {distance:0.0E+0} of double");
        return new CertificateItem("float", distance <= FloatTolerance, finding);

        Node<float> InFloat(IReadOnlyList<Node<float>> floats) =>
            Retrace.Of<double, float>(output, leaf => Array.IndexOf(leaves, leaf) is >= 0 and var i ? floats[i] : null);
    }

    private CertificateItem CompareComposition()
    {
        var composition = _options.Composition;
        var (function, inputs) = (_given[0].Function, _given[0].Inputs);
        if (composition is null)
        {
            if (_node.Op is not IFused fused)
            {
                return new CertificateItem("composition", true, "none is given");
            }

            composition = x => fused.Composition<double>([.. x]);
            (function, inputs) = (x => _node.Op.Apply<double>([.. x]), [.. _node.Inputs.Select(input => input.Value)]);
        }

        using var asWritten = Stabilizing.Off();
        var (own, composed) = (Derivatives.Of(function, inputs), Derivatives.Of(composition, inputs));
        var distance = own.DistanceTo(composed, CompositionFloor);
        var finding = distance <= CompositionTolerance
            ? Text($"value, gradients and second derivatives within {distance:0.0E+0} of it")
            : own.WhereFarthestFrom(composed, inputs, CompositionFloor);
        return new CertificateItem("composition", distance <= CompositionTolerance, finding);
    }

    // A rule that reads elements in code reads them when it is recorded; where it would have chosen otherwise, the replay is wrong.
    private CertificateItem CompareReplay(CertificationPoint[] points)
    {
        var start = _given[0];
        Func<IReadOnlyList<NdArray<double>>, Derivatives> replayed;
        try
        {
            replayed = Derivatives.Replayed(start.Function, start.Inputs, _options.Order);
        }
        catch (ReplayException refusal)
        {
            return new CertificateItem("replay", true, $"refused: {refusal.Message}");
        }
        catch (Exception exception)
        {
            return new CertificateItem("replay", false, $"cannot be recorded at {Describe(start)}: {Thrown(exception)}");
        }

        var others = Array.FindAll(points, point => HasShapesOf(start, point) && IsInDomain(point));
        var wrong = new List<(CertificationPoint Point, bool IsOfValue)>();
        foreach (var point in others)
        {
            if (DerivativesAt(point, _options.Order).Found is not { } eager)
            {
                // That is reported where the point is checked.
                continue;
            }

            Derivatives again;
            try
            {
                again = replayed(point.Inputs);
            }
            catch (Exception exception)
            {
                return new CertificateItem(
                    "replay",
                    false,
                    $"it was recorded at {Describe(start)}, and when it is run again at {Describe(point)}, it {Thrown(exception)}");
            }

            if (again.DistanceTo(eager, CompositionFloor) > CompositionTolerance)
            {
                wrong.Add((point, !again.Value.AsSpan().SequenceEqual(eager.Value)));
            }
        }

        if (wrong.Count == 0)
        {
            return new CertificateItem(
                "replay", true, $"recorded at the given point and run again at {Count(others.Length, "other")}: equal to code run anew");
        }

        // A function that decides by values has other values somewhere; a rule has other gradients alone.
        var (worst, isOfValue) = wrong.OrderByDescending(entry => entry.IsOfValue).First();
        var places = $"it was recorded at {Describe(start)}, and is wrong when it is run again at {Describe(worst)}";
        return new CertificateItem("replay", false, isOfValue
            ? $"the function looks at values, or has a state: {places}. Compute in operations on nodes, or say with "
                + "Recording.AnnounceDecision that it cannot be replayed"
            : $"the rule looks at values: {places}. Choose by masks, in operations on nodes (x > 0, Where, Clamp), not by Span, Scalar "
                + "or Value; see Op.Bprop");

        static bool HasShapesOf(CertificationPoint one, CertificationPoint other) =>
            one.Inputs.Select(input => input.Shape).SequenceEqual(other.Inputs.Select(input => input.Shape));
    }

    private CertificationPoint[] Near(int first) =>
    [
        .. _given
            .SelectMany(point => Enumerable.Range(first, NearPoints).Select(i => point.Near(new Random(_options.Seed + i))))
            .Where(IsInDomain),
    ];

    private MutantOutcome[] Mutate(CertificationPoint[] points)
    {
        var unmutated = new Mutation(MutationKind.None);
        var right = points.Concat(Near(first: 1 + NearPoints))
            .Select(point => (Point: point, Derivatives: Derivatives.Of(Plant(point, unmutated), point.Inputs)))
            .ToArray();
        return [.. Mutation.All(_node.InputCount).Select(mutation => Try(mutation, right, points.Length))];
    }

    // A mutant has to be caught at the checked points, the first ones. The further points say whether it could be.
    private MutantOutcome Try(Mutation mutation, (CertificationPoint Point, Derivatives Derivatives)[] right, int checkedPoints)
    {
        var why = right.Select(entry => mutation.WhyImpossible(FindOperation(Value(entry.Point))!)).ToArray();
        if (Array.TrueForAll(why, reason => reason is not null))
        {
            return Outcome(MutantVerdict.NotApplicable, why[0]!);
        }

        if (mutation.Kind == MutationKind.Captured && _options.Order == 1)
        {
            return Outcome(MutantVerdict.NotApplicable, "second derivatives are not checked");
        }

        // Where the gradients are the same no check can tell, so only the other points are tried.
        var differs = Array.FindAll(right, entry => Differs(entry.Point, mutation, entry.Derivatives));
        if (differs.Length == 0)
        {
            return Outcome(MutantVerdict.NotApplicable, mutation.WhyEquivalent);
        }

        foreach (var (point, _) in differs.Where(entry => Array.IndexOf(right, entry) < checkedPoints))
        {
            if (IsCaught(point, mutation))
            {
                return Outcome(MutantVerdict.Caught, $"at {Describe(point)}");
            }
        }

        var better = Array.Find(differs, entry => IsCaught(entry.Point, mutation)).Point;
        return Outcome(MutantVerdict.Survived, better is null
            ? $"Its gradients differ at {Describe(differs[0].Point)}, by less than the check can tell."
            : $"Check also at {Describe(better)}: it is caught there.");

        MutantOutcome Outcome(MutantVerdict verdict, string why) => new(mutation.ToString(), verdict, why);
    }

    private bool IsCaught(CertificationPoint point, Mutation mutation) =>
        Failure(point with { Function = Plant(point, mutation) }) is not null;

    private bool Differs(CertificationPoint point, Mutation mutation, Derivatives right)
    {
        try
        {
            return Derivatives.Of(Plant(point, mutation), point.Inputs).DistanceTo(right, SameFloor) > SameGradients;
        }
        catch (Exception exception) when (exception is GradientException or ArgumentException or OpException)
        {
            return true;
        }
    }

    // The function with the mutant in the place of each node of the operation.
    private Func<IReadOnlyList<Node<double>>, Node<double>> Plant(CertificationPoint point, Mutation mutation)
    {
        return inputs => Retrace.Of<double, double>(point.Function(inputs), leaf => leaf, Replace);

        Op Replace(Node<double> node) => IsCertified(node) ? new Mutant(node.Op!, mutation) : node.Op!;
    }

    private bool IsInDomain(CertificationPoint point)
    {
        try
        {
            var value = Value(point);
            return value.Shape.Size > 0
                && TensorPrimitives.IsFiniteAll(value.Span)
                && FindOperation(value) is not null
                && _options.Domain?.Invoke(point.Inputs) != false;
        }
        catch (Exception exception) when (exception is ArgumentException or OpException)
        {
            return false;
        }
    }

    // Inputs that are rounded otherwise give another result altogether where a matrix is singular but for rounding: a difference says
    // nothing there.
    private bool OutlastsRounding(CertificationPoint point)
    {
        var moved = point with
        {
            Inputs = Array.ConvertAll(
                point.Inputs,
                input => new NdArray<double>(
                    input.Shape,
                    [.. input.Span.ToArray().Select((x, i) => i % 2 == 0 ? Math.BitIncrement(x) : Math.BitDecrement(x))])),
        };
        if (!IsInDomain(moved))
        {
            return true;
        }

        var (value, other) = (Value(point), Value(moved));
        var distance = TensorPrimitives.Distance(value.Span, other.Span);
        var size = point.Inputs.Max(input => input.Shape.Size == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(input.Span)));
        return !(distance > UnstableShare * TensorPrimitives.Norm(value.Span) && distance > UnstableShare * size);
    }

    // Differences cannot tell how infinite a slope is. What cannot be computed is reported where it is checked.
    private bool HasFiniteSlopes(CertificationPoint point) =>
        DerivativesAt(point, order: 1).Found is not { } found || !Array.Exists(found.First, double.IsInfinity);

    // The derivatives by the rules, or what code throws at a point where the function has a value: that is a rule, and it should not.
    private (Derivatives? Found, string? Refusal) DerivativesAt(CertificationPoint point, int order)
    {
        if (!_derivatives.TryGetValue((point, order), out var derivatives))
        {
            try
            {
                derivatives = (Derivatives.Of(point.Function, point.Inputs, order), null);
            }
            catch (Exception exception)
            {
                derivatives = (null, Thrown(exception));
            }

            _derivatives[(point, order)] = derivatives;
        }

        return derivatives;
    }

    private static string Thrown(Exception exception) => $"throws {exception.GetType().Name}: {exception.Message}";

    // Why the check fails at a point, or null.
    private string? Failure(CertificationPoint point, int? order = null)
    {
        if (DerivativesAt(point, order ?? _options.Order).Refusal is { } refusal)
        {
            return refusal;
        }

        try
        {
            var report = Check(point, order);
            return report.HasMistake ? report.ToString() : null;
        }
        catch (Exception exception) when (exception is ArgumentException or OpException)
        {
            // A step left the domain.
            return null;
        }
        catch (Exception exception)
        {
            return exception is GradientException ? exception.Message : Thrown(exception);
        }
    }

    private GradientReport Check(CertificationPoint point, int? order = null) =>
        GradientCheck.Of(point.Function, point.Inputs, new GradientCheckOptions
        {
            Order = order ?? _options.Order,
            Seed = _options.Seed,
            AbsoluteTolerance = Rounding,
        });

    private bool IsCertified(Node<double> node) => node.Op!.GetType() == _operation;

    private Node<double>? FindOperation(Node<double> output) =>
        TopologicalOrder.Of(output).LastOrDefault(node => node.InputCount > 0 && IsCertified(node));

    private static IEnumerable<string> Operations(Node<double> output) =>
        TopologicalOrder.Of(output).Select(node => node.Op?.Name).OfType<string>().Distinct(StringComparer.Ordinal);

    private static Node<double> Value(CertificationPoint point) =>
        point.Function([.. point.Inputs.Select(input => new Parameter<double>(input))]);

    private static string Describe(CertificationPoint point) =>
        $"{point.Name}, {string.Join(" and ", point.Inputs.Select(input => $"{input.Shape} {NdArrayText.Short(input)}"))}";

    private static string Count(int count, string what) => Text($"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

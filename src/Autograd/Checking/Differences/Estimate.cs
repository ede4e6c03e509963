namespace Autograd;

/// <summary>A number and how far the truth may be from it.</summary>
internal readonly record struct Estimate(double Value, double Error)
{
    public static readonly Estimate None = new(double.NaN, double.PositiveInfinity);

    public bool Exists => double.IsFinite(Value) && double.IsFinite(Error);

    /// <summary>Whether two estimates cannot be of the same number: they are this many times their errors apart.</summary>
    public bool Contradicts(Estimate other, double times) =>
        Exists && other.Exists && Math.Abs(Value - other.Value) > times * (Error + other.Error);
}

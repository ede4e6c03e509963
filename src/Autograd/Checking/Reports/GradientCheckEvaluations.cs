namespace Autograd;

/// <summary>What a check cost: the cost of a check is that of its evaluations.</summary>
/// <param name="Values">How often the function was evaluated.</param>
/// <param name="Gradients">How many backward passes were made, those of higher orders included.</param>
public readonly record struct GradientCheckEvaluations(int Values, int Gradients)
{
    /// <summary>Both numbers in words.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"The function was evaluated {Values} times, with {Gradients} backward passes");
}

namespace Autograd;

/// <summary>What activations share.</summary>
internal static class Activations
{
    /// <summary>Refuses a parameter of an activation that is infinite or NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is.</exception>
    public static void RequireFinite(string operation, string parameter, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"{operation}: {parameter} is {value}; give a finite number.");
        }
    }
}

namespace Autograd;

/// <summary>What gain and bias of a standardized array may be.</summary>
internal static class Scales
{
    /// <summary>Whether they have a number for each element along the axes, the last ones; else the axes are the first ones.</summary>
    public static bool AreAlong(Shape x, IntList axes) => axes.Count == 0 || axes[^1] == x.Rank - 1;

    /// <summary>Whether axes are the first or the last ones, as those of gain and bias must be.</summary>
    public static bool Fit(Shape x, IntList axes)
    {
        var first = AreAlong(x, axes) ? x.Rank - axes.Count : 0;
        for (var i = 0; i < axes.Count; i++)
        {
            if (axes[i] != first + i)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The shape that they have: the last axes of x.</summary>
    /// <exception cref="ShapeException">The axes are neither the first nor the last ones.</exception>
    public static Shape ShapeFor(string operation, Shape x, IntList axes)
    {
        x.RequireAxes(axes, operation);
        return !Fit(x, axes)
            ? throw new ShapeException(
                $"{operation}: axes {axes} of shape {x} are neither the first nor the last ones; move them there, or use Standardize.")
            : new(AreAlong(x, axes) ? x.Lengths[^axes.Count..] : x.Lengths[axes.Count..]);
    }

    /// <summary>Refuses a gain or a bias of another shape.</summary>
    /// <exception cref="ShapeException">It has another shape.</exception>
    public static void Require(string operation, Shape x, IntList axes, string argument, Shape shape)
    {
        var expected = ShapeFor(operation, x, axes);
        if (shape != expected)
        {
            throw new ShapeException(
                $"{operation}: the {argument} has shape {shape}; for x of shape {x} along axes {axes} it must have shape {expected}.");
        }
    }
}

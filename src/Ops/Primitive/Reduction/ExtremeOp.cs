namespace Autograd;

/// <summary>y is the largest or the smallest element of x over some axes; NaN if there is one.</summary>
/// <remarks>
/// The gradient goes to that element; elements that tie share it equally, and all others get a strong zero (<see cref="StrongZeros"/>).
/// The axes are dropped, or kept with length 1.
/// </remarks>
/// <param name="Axes">The axes to search, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
public abstract record ExtremeOp(IntList Axes, bool KeepDims) : UnaryOp
{
    private protected abstract string Which { get; }

    /// <summary>The shape that is left.</summary>
    /// <exception cref="ShapeException">There are no elements to search.</exception>
    internal static Shape ShapeLeft(string operation, Shape x, IntList axes, bool keepDims, string which)
    {
        x.RequireAxes(axes, operation);
        var shape = x.Without(axes, keepDims);
        return x.Size > 0 || shape.Size == 0
            ? shape
            : throw new ShapeException($"{operation}: shape {x} has no elements along axes {axes}, and nothing has no {which} element.");
    }

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(Shape x) => ShapeLeft(Name, x, Axes, KeepDims, Which);

    /// <inheritdoc/>
    protected sealed override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var kept = x.Shape.Without(Axes, keepDims: true);
        var extreme = Extreme();
        var shared = (grad.Reshape(kept) / extreme.SumTo(kept)).MultiplyNoNan(extreme);
        return StrongZeros.Mark(grad, shared, mask => Extreme() * mask.Reshape(kept));

        // The elements that equal y, or the NaN if there are any: NaN equals nothing.
        Node<T> Extreme() => x.EqualTo(y.Reshape(kept)).Maximum(x.NotEqualTo(x));
    }
}

namespace Autograd;

/// <summary>
/// y has x in a window and one number everywhere else: position i of x along an axis goes to
/// position <c>Start[axis] + i Step[axis]</c> of y.
/// </summary>
/// <remarks>
/// <para>An axis of y with step 0, which x does not have, is written at one position, Start.</para>
/// <para>The gradient is the same window of the gradient of y (<see cref="Slice"/>); none goes to the number.</para>
/// </remarks>
/// <param name="Start">For each axis of y the first position, from 0.</param>
/// <param name="Step">For each axis of y the distance of neighbors; a negative one goes backward; 0 where x has no such axis.</param>
/// <param name="Target">The shape of y.</param>
/// <param name="Background">The number outside the window.</param>
public sealed record SliceScatter(IntList Start, IntList Step, Shape Target, double Background = 0) : UnaryOp, IScatter
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    public void Add<T>(NdArray<T> x, Span<T> y)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => SliceWindow.Add(x, Start, Step, Target, y);

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        SliceWindow.RequireInside(Name, Target, Start, Step, x);
        return Target;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        if (x.Size < y.Length)
        {
            y.Fill(T.CreateChecked(Background));
        }

        SliceWindow.Write(x, Start, Step, Target, y);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new Slice(Start, Step, x.Shape).Apply(grad);
}

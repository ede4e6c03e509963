namespace Autograd;

/// <summary>
/// z_0 = 0 and z_(i+1) = x_i z_i + y_i along an axis, or from its end: a scan in which z_i is made of the elements before i.
/// </summary>
/// <remarks>
/// <para>z_i is the sum of y_j x_(j+1) ... x_(i-1) over all j before i. With l the same recurrence of x and grad from the
/// other end, the gradient of y is l and that of x is l z, so that derivatives of any order are recurrences again.</para>
/// <para>What rounding loses is carried on too: z is right to two units in the last place of the sum of the sizes, whatever the length.
/// Part of the derivative of
/// <see cref="CumulativeLogSumExp"/>. All three have the same shape; nothing broadcasts.</para>
/// </remarks>
/// <param name="Axis">The axis to go along, counted from the outermost.</param>
/// <param name="Reverse">Whether to start at its end.</param>
public sealed record LinearRecurrence(int Axis, bool Reverse = false) : BinaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.Alike(Name, nameof(x), x, nameof(y), y);
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) =>
        ScanLoop.Run<T, RecurrenceScan>(new Slices(x.Shape, Axis), Reverse, x.Span, y.Span, z, cost: 6);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => BpropY(grad, z, x, y) * z;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        new LinearRecurrence(Axis, !Reverse).Apply(x, grad);
}

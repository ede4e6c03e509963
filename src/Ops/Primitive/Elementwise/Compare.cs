using System.Numerics;

namespace Autograd;

/// <summary>How <see cref="Compare"/> relates two elements.</summary>
public enum Relation
{
    /// <summary>x &lt; y.</summary>
    Less,

    /// <summary>x &lt;= y.</summary>
    LessOrEqual,

    /// <summary>x &gt; y.</summary>
    Greater,

    /// <summary>x &gt;= y.</summary>
    GreaterOrEqual,

    /// <summary>x = y.</summary>
    Equal,

    /// <summary>x and y differ, or one is NaN.</summary>
    NotEqual,
}

/// <summary>z = 1 where x and y are so related, else 0, element by element: a mask for <see cref="Where"/>.</summary>
/// <remarks>Has no derivative: the result is a constant. Shapes broadcast as in NumPy. NaN is related to nothing, and not equal to itself.</remarks>
/// <kinks test="Comparisons_are_masks_and_constants">NaN is related to nothing, and not equal to itself.</kinks>
/// <param name="Relation">How x is to be related to y.</param>
public sealed record Compare(Relation Relation) : BroadcastingOp
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
    {
        for (var i = 0; i < z.Length; i++)
        {
            var related = Relation switch
            {
                Relation.Less => x[i] < y[i],
                Relation.LessOrEqual => x[i] <= y[i],
                Relation.Greater => x[i] > y[i],
                Relation.GreaterOrEqual => x[i] >= y[i],
                Relation.Equal => x[i] == y[i],
                _ => x[i] != y[i],
            };
            z[i] = related ? T.One : T.Zero;
        }
    }

    /// <inheritdoc/>
    protected override Node<T>? GradX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;

    /// <inheritdoc/>
    protected override Node<T>? GradY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;
}

public static partial class Operations
{
    private static readonly Compare[] s_compare = Array.ConvertAll(Enum.GetValues<Relation>(), relation => new Compare(relation));

    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>1 where x is less than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <(Node<T> x, Node<T> y) => s_compare[(int)Relation.Less].Apply(x, y);

        /// <summary>1 where x is greater than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >(Node<T> x, Node<T> y) => s_compare[(int)Relation.Greater].Apply(x, y);

        /// <summary>1 where x is less than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <=(Node<T> x, Node<T> y) => s_compare[(int)Relation.LessOrEqual].Apply(x, y);

        /// <summary>1 where x is greater than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >=(Node<T> x, Node<T> y) => s_compare[(int)Relation.GreaterOrEqual].Apply(x, y);
    }

    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>1 where x and y are equal, else 0; see <see cref="Compare"/>.</summary>
        public Node<T> EqualTo(Node<T> y) => s_compare[(int)Relation.Equal].Apply(x, y);

        /// <summary>1 where x and y differ, else 0; see <see cref="Compare"/>.</summary>
        public Node<T> NotEqualTo(Node<T> y) => s_compare[(int)Relation.NotEqual].Apply(x, y);
    }
}

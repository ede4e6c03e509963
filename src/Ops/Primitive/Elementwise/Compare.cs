using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>z = 1 where x and y are so related, else 0, element by element: a mask for <see cref="Where"/>.</summary>
/// <remarks>
/// Has no derivative: the result is a constant. Shapes broadcast as in NumPy. NaN is related to nothing, and not equal to itself.
/// </remarks>
/// <kinks test="Comparisons_are_masks_and_constants">NaN is related to nothing, and not equal to itself.</kinks>
/// <param name="Relation">How x is to be related to y.</param>
public sealed record Compare(Relation Relation) : BroadcastingOp
{
    /// <summary>How x is to be related to y.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the named relations.</exception>
    public Relation Relation { get; init; } = Enum.IsDefined(Relation)
        ? Relation
        : throw new ArgumentOutOfRangeException(nameof(Relation), Relation, "Compare: give one of the named relations.");

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.NoDerivative;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
    {
        switch (Relation)
        {
            case Relation.Less:
                VectorMap.Run<T, LessFunction>(x, y, z);
                break;
            case Relation.LessOrEqual:
                VectorMap.Run<T, LessOrEqualFunction>(x, y, z);
                break;
            case Relation.Greater:
                VectorMap.Run<T, LessFunction>(y, x, z);
                break;
            case Relation.GreaterOrEqual:
                VectorMap.Run<T, LessOrEqualFunction>(y, x, z);
                break;
            case Relation.Equal:
                VectorMap.Run<T, EqualFunction>(x, y, z);
                break;
            default:
                VectorMap.Run<T, NotEqualFunction>(x, y, z);
                break;
        }
    }

    /// <inheritdoc/>
    protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;

    /// <inheritdoc/>
    protected override Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;
}

internal readonly struct LessFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.Select(V.Less(x, y), V.Number(1), V.Number(0));
}

internal readonly struct LessOrEqualFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.Select(V.LessOrEqual(x, y), V.Number(1), V.Number(0));
}

internal readonly struct EqualFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.Select(V.Equal(x, y), V.Number(1), V.Number(0));
}

internal readonly struct NotEqualFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.Select(V.Equal(x, y), V.Number(0), V.Number(1));
}

public static partial class Operations
{
    private static readonly Compare[] s_compare = Array.ConvertAll(Enum.GetValues<Relation>(), relation => new Compare(relation));

    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>1 where x is less than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <(Node<T> x, Node<T> y) => s_compare[(int)Relation.Less].Apply(x, y);

        /// <summary>1 where x is less than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <(Node<T> x, T y) => x < Node.Constant(y);

        /// <summary>1 where x is less than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <(T x, Node<T> y) => Node.Constant(x) < y;

        /// <summary>1 where x is greater than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >(Node<T> x, Node<T> y) => s_compare[(int)Relation.Greater].Apply(x, y);

        /// <summary>1 where x is greater than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >(Node<T> x, T y) => x > Node.Constant(y);

        /// <summary>1 where x is greater than y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >(T x, Node<T> y) => Node.Constant(x) > y;

        /// <summary>1 where x is less than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <=(Node<T> x, Node<T> y) => s_compare[(int)Relation.LessOrEqual].Apply(x, y);

        /// <summary>1 where x is less than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <=(Node<T> x, T y) => x <= Node.Constant(y);

        /// <summary>1 where x is less than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator <=(T x, Node<T> y) => Node.Constant(x) <= y;

        /// <summary>1 where x is greater than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >=(Node<T> x, Node<T> y) => s_compare[(int)Relation.GreaterOrEqual].Apply(x, y);

        /// <summary>1 where x is greater than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >=(Node<T> x, T y) => x >= Node.Constant(y);

        /// <summary>1 where x is greater than or equal to y, else 0; see <see cref="Compare"/>.</summary>
        public static Node<T> operator >=(T x, Node<T> y) => Node.Constant(x) >= y;
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

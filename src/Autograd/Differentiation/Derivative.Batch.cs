using System.Numerics;

namespace Autograd;

// Of functions that do the same with each row.
public static partial class Derivative
{
    /// <summary>
    /// The Jacobians of a function that computes each row of its value from the same row of x alone: J[k, i, j] is the derivative of
    /// element i of row k by element j of that row.
    /// </summary>
    /// <remarks>
    /// A pass takes an element of all rows at once: as many as a row of the value has elements, or one of x, whichever are fewer, however
    /// many rows there are; and one more, which looks whether the first row depends on others.
    /// </remarks>
    /// <param name="f">A function of rows: a network without normalization over the batch.</param>
    /// <param name="x">The rows, along the first axis.</param>
    /// <returns>An array of shape (rows, axes of a row of f..., axes of a row of x...).</returns>
    /// <exception cref="ShapeException">The value has another number of rows, or no axis of rows.</exception>
    /// <exception cref="ArgumentException">The first row of the value depends on another row of x.</exception>
    public static NdArray<T> BatchJacobian<T>(Func<Node<T>, Node<T>> f, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var linear = Linearize(nameof(BatchJacobian), OfList(f), [x], isRecorded: false);
        var (from, to) = (x.Shape, linear.Value.Shape);
        if (from.Rank == 0 || to.Rank == 0 || from[0] != to[0])
        {
            throw new ShapeException(
                $"BatchJacobian: x has shape {from} and the value {to}; both must have the same number of rows along their first axis.");
        }

        var result = NdArray.Zeros<T>([.. to.Lengths, .. from.Lengths[1..]]);
        if (result.Size == 0)
        {
            return result;
        }

        var (rows, outputs, inputs) = (to[0], to.Size / to[0], from.Size / from[0]);

        // Of the sum of the first row of the value.
        var others = linear.Vjp(Units<T>(to, start: 0, outputs))[0].Span[inputs..].IndexOfAnyExcept(T.Zero, T.NegativeZero);
        if (others >= 0)
        {
            throw new ArgumentException(
                $"BatchJacobian: row 0 of the value depends on row {1 + (others / inputs)} of x; take the Jacobian instead.",
                nameof(f));
        }

        var jacobians = result.Writable;
        for (var i = 0; i < outputs && outputs <= inputs; i++)
        {
            var gradients = linear.Vjp(Units<T>(to, i, rows, outputs))[0].Span;
            for (var row = 0; row < rows; row++)
            {
                gradients.Slice(row * inputs, inputs).CopyTo(jacobians[(((row * outputs) + i) * inputs)..]);
            }
        }

        for (var j = 0; j < inputs && outputs > inputs; j++)
        {
            var changes = linear.Jvp(Units<T>(from, j, rows, inputs)).Span;
            for (var k = 0; k < changes.Length; k++)
            {
                jacobians[(k * inputs) + j] = changes[k];
            }
        }

        return result;
    }
}

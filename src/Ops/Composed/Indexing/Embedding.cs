using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y picks rows of a table, one for each index: the vectors that stand for words, users, positions.</summary>
        /// <remarks>
        /// Made of <see cref="Autograd.Gather"/> and <see cref="Autograd.Reshape"/>; the gradient is added up at the rows that
        /// were picked, and rows that were not get a strong zero (<see cref="StrongZeros"/>). x is the table, of shape (v, d).
        /// </remarks>
        /// <param name="indices">Numbers of rows, from 0, in any shape; one may occur several times.</param>
        /// <returns>A node of the shape of the indices, followed by d.</returns>
        /// <exception cref="ShapeException">The table is not a matrix.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
        public Node<T> Embedding(IntArray indices)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Shape.Rank != 2)
            {
                throw new ShapeException($"Embedding: the table has shape {x.Shape}; it must be a matrix with one row for each index."
                    + Origins.OfInputs(x));
            }

            Slices.RequireInside(
                "Embedding", indices.Items, x.Shape[0], $"the rows of the table of shape {x.Shape}", inputs: Origins.OfInputs(x));
            return x.Gather(indices.Items).Reshape([.. indices.Shape, x.Shape[1]]);
        }
    }
}

using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension(Node)
    {
        /// <summary>y = 1 at the position of each label along a new last axis, else 0: classes as vectors. A constant.</summary>
        /// <typeparam name="T">The element type.</typeparam>
        /// <param name="labels">Numbers of classes, from 0, in any shape.</param>
        /// <param name="classes">The number of classes.</param>
        /// <returns>A constant of the shape of the labels, followed by the number of classes.</returns>
        /// <exception cref="ArgumentOutOfRangeException">A label is not a class, or the number of classes is negative.</exception>
        /// <exception cref="ShapeException">No array holds as many elements.</exception>
        public static Node<T> OneHot<T>(IntArray labels, int classes)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (classes < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(classes), classes,
                    $"OneHot: there cannot be {classes} classes; give 0 or more.");
            }

            Slices.RequireInside("OneHot, labels", labels.Items, classes, $"the {classes} classes", nameof(labels));
            Recording.AnnounceUse(labels.Items, "OneHot");
            var shape = Require.ShapeOf("OneHot", [.. labels.Shape, classes]);
            return Node.Constant(LabeledRows.OneHot<T>(labels.Items, shape));
        }
    }
}

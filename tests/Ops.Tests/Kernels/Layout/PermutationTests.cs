using Autograd;
using static Ops.Tests.MovedElements;

namespace Ops.Tests;

/// <summary>Axes in another order, of arrays that are cut into blocks: beside a loop over every element.</summary>
[TestFixture]
[Category("Kernels")]
public class PermutationTests
{
    [TestCase("2x70x3x33", "0321 3120 1302 2301 0213 3210 0132")]
    [TestCase("130x67", "10")]
    [TestCase("5x4x66", "021 210 201 120")]
    [TestCase("66x1x129", "210 120")]
    [TestCase("3x8x9", "021 201")]
    public void Every_element_comes_from_where_its_axes_say(string lengths, string orders)
    {
        Shape shape = [.. lengths.Split('x').Select(int.Parse)];
        foreach (var order in orders.Split(' '))
        {
            IntList axes = [.. order.Select(digit => digit - '0')];
            Shape permuted = [.. axes.Select(axis => shape[axis])];
            ShouldMove(shape, permuted, Source, x => x.Transpose(axes), x => x.Transpose(axes));

            int[] Source(int[] index)
            {
                var source = new int[index.Length];
                for (var i = 0; i < index.Length; i++)
                {
                    source[axes[i]] = index[i];
                }

                return source;
            }
        }
    }
}

namespace Autograd.Tests;

[TestFixture]
public class ElementwiseTests
{
    [Test]
    public void Every_element_is_computed_once_whatever_their_number()
    {
        foreach (var size in new[] { 0, 1, 2, 3, 63, 64, 65, 127, 129, 1000, 65_537, 200_001 })
        {
            var y = new double[size];
            Elementwise.Compute<double>(new Numbering(), [], y);
            y.ShouldBe(Enumerable.Range(1, size).Select(i => (double)i));
        }
    }

    /// <summary>Adds its number, from 1, to each element.</summary>
    private sealed class Numbering : IElementwise
    {
        public void ComputePart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            for (var i = 0; i < part.Length; i++)
            {
                part[i] += T.CreateChecked(start + i + 1);
            }
        }
    }
}

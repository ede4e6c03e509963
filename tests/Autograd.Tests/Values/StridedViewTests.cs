namespace Autograd.Tests;

/// <summary>Views that are large enough to be shared out among cores, by index arithmetic written out.</summary>
[TestFixture]
public class StridedViewTests
{
    private const int Planes = 7;
    private const int Rows = 301;
    private const int Columns = 83;

    // Axes in an order, some reversed, some with gaps; shares of a view begin anywhere in a run.
    private static readonly object[] s_views =
    [
        new object[] { 0, new[] { Rows * Columns, Columns, 1 }, new[] { Planes, Rows, Columns } },
        new object[] { 0, new[] { Columns, Rows * Columns, 1 }, new[] { Rows, Planes, Columns } },
        new object[] { 0, new[] { 1, Columns, Rows * Columns }, new[] { Columns, Rows, Planes } },
        new object[] { Columns - 1, new[] { Rows * Columns, Columns, -1 }, new[] { Planes, Rows, Columns } },
        new object[] { (Planes * Rows * Columns) - 1, new[] { -1 }, new[] { Planes * Rows * Columns } },
        new object[] { 5, new[] { Rows * Columns, Columns, 1 }, new[] { Planes, Rows, Columns - 7 } },
        new object[] { 3, new[] { Rows * Columns, Columns, 2 }, new[] { Planes, Rows, (Columns - 3) / 2 } },
    ];

    [TestCaseSource(nameof(s_views))]
    public void Read_takes_each_element_from_its_place(int start, int[] strides, int[] lengths)
    {
        var (array, places) = (Numbers(1), Places(start, strides, lengths));
        var view = new float[places.Length];
        StridedView.Read<float>(array, start, strides, lengths, view);
        view.ShouldBe(Array.ConvertAll(places, place => array[place]));
    }

    [TestCaseSource(nameof(s_views))]
    public void Write_and_Add_put_each_element_in_its_place_and_leave_the_rest(int start, int[] strides, int[] lengths)
    {
        var (array, places) = (Numbers(1), Places(start, strides, lengths));
        var view = Numbers(1000).AsSpan(0, places.Length).ToArray();
        var (written, added) = (array.ToArray(), array.ToArray());
        StridedView.Write<float>(view, written, start, strides, lengths);
        StridedView.Add<float>(view, added, start, strides, lengths);

        var (expected, sums) = (array.ToArray(), array.ToArray());
        for (var i = 0; i < places.Length; i++)
        {
            expected[places[i]] = view[i];
            sums[places[i]] += view[i];
        }

        written.ShouldBe(expected);
        added.ShouldBe(sums);
    }

    private static float[] Numbers(int first)
    {
        var numbers = new float[Planes * Rows * Columns];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = first + i;
        }

        return numbers;
    }

    // Where in the array the elements of a view are.
    private static int[] Places(int start, int[] strides, int[] lengths)
    {
        var places = new List<int> { start };
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            places = [.. places.SelectMany(place => Enumerable.Range(0, lengths[axis]).Select(i => place + (i * strides[axis])))];
        }

        return [.. places];
    }
}

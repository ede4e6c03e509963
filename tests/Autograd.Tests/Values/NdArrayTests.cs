using MathNet.Numerics.LinearAlgebra;

namespace Autograd.Tests;

[TestFixture]
public class NdArrayTests
{
    private static readonly double[,] s_matrix = { { 1, 2, 3 }, { 4, 5, 6 } };

    [Test]
    public void An_array_is_read_as_span_index_nested_array_and_matrix()
    {
        NdArray<double> array = s_matrix;
        array.Span.ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
        array[1, 0].ShouldBe(4);
        array.ToArray2D().ShouldBe(s_matrix);
        array.ToRows()[1].ShouldBe([4, 5, 6]);
        array.ToMatrix().ShouldBe(Matrix<double>.Build.DenseOfArray(s_matrix));
        array.TensorSpan[1, 2].ShouldBe(6);
        new NdArray<double>([3], 1, 2, 3).ToVector().ShouldBe(Vector<double>.Build.Dense([1, 2, 3]));
        new NdArray<double>(7).Scalar.ShouldBe(7);
        new NdArray<double>([1, 1], 7).Scalar.ShouldBe(7);
    }

    [Test]
    public void An_array_is_made_from_arrays_and_matrices()
    {
        NdArray<double> fromMathNet = Matrix<double>.Build.DenseOfArray(s_matrix);
        fromMathNet.ToArray2D().ShouldBe(s_matrix);
        NdArray<double> vector = Vector<double>.Build.Dense([1, 2]);
        vector.Shape.ShouldBe([2]);
        NdArray.FromArray<double>(new double[2, 1, 3]).Shape.ShouldBe([2, 1, 3]);
        NdArray.FromRows([1.0, 2], [3.0, 4]).ToArray2D().ShouldBe(new double[,] { { 1, 2 }, { 3, 4 } });
        NdArray.Full([2], 3.0).ToArray().ShouldBe([3, 3]);
        Should.Throw<ShapeException>(() => NdArray.FromRows([1.0, 2], [3.0])).Message.ShouldContain("row 1 has 1 elements and row 0 has 2");
        Should.Throw<ShapeException>(() => new NdArray<double>([2, 2], 1, 2, 3)).Message
            .ShouldContain("3 elements do not fill shape (2, 2)");
        Should.Throw<ArgumentException>(() => NdArray.FromArray<double>(new int[2])).Message.ShouldContain("Int32");
    }

    [Test]
    public void A_list_of_numbers_is_a_vector_and_is_read_in_order()
    {
        NdArray<double> vector = [1, 2, 3];
        vector.ShouldBe(new NdArray<double>([3], 1, 2, 3));
        NdArray<float> one = [7];
        one.ShouldBe(new NdArray<float>([1], 7));
        NdArray<double> none = [];
        none.Shape.ShouldBe([0]);
        NdArray<double> joined = [0, .. vector, .. s_matrix];
        joined.ToArray().ShouldBe([0, 1, 2, 3, 1, 2, 3, 4, 5, 6]);
        var sum = 0.0;
        foreach (var element in NdArray.Full([2, 2], 1.5))
        {
            sum += element;
        }

        sum.ShouldBe(6);
    }

    [Test]
    public void Eye_is_1_on_the_diagonal()
    {
        NdArray.Eye<double>(2).ToArray2D().ShouldBe(new double[,] { { 1, 0 }, { 0, 1 } });
        NdArray.Eye<float>(1).ShouldBe(new NdArray<float>([1, 1], 1));
        NdArray.Eye<float>(0).Shape.ShouldBe([0, 0]);
        Should.Throw<ShapeException>(() => NdArray.Eye<double>(-1)).Message.ShouldContain("negative");
    }

    [Test]
    public void Arange_counts_by_a_step_up_to_an_end_that_does_not_occur()
    {
        NdArray.Arange<double>(4).ToArray().ShouldBe([0, 1, 2, 3]);
        NdArray.Arange<double>(2, 5).ToArray().ShouldBe([2, 3, 4]);
        NdArray.Arange<double>(2.5).ToArray().ShouldBe([0, 1, 2]);
        NdArray.Arange<float>(0, 1, 0.25).ToArray().ShouldBe([0, 0.25f, 0.5f, 0.75f]);
        NdArray.Arange<double>(3, 0, -1).ToArray().ShouldBe([3, 2, 1]);
        NdArray.Arange<double>(1, 1).Shape.ShouldBe([0]);
        NdArray.Arange<double>(0, 3, -1).Shape.ShouldBe([0]);

        // As numpy.arange(1, 1.3, 0.1), whose documentation warns of it.
        NdArray.Arange<double>(1, 1.3, 0.1).Size.ShouldBe(4);
        Should.Throw<ArgumentOutOfRangeException>(() => NdArray.Arange<double>(0, 1, 0)).Message.ShouldContain("Arange: step 0");
        Should.Throw<ArgumentOutOfRangeException>(() => NdArray.Arange<double>(double.NaN)).Message.ShouldContain("Arange: stop is NaN");
        Should.Throw<ShapeException>(() => NdArray.Arange<double>(1e300)).Message.ShouldContain("more than an array holds");
    }

    [Test]
    public void Linspace_has_both_ends_exactly()
    {
        NdArray.Linspace<double>(0, 1, 11).ToArray().ShouldBe([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
        NdArray.Linspace<double>(2, -2, 5).ToArray().ShouldBe([2, 1, 0, -1, -2]);
        NdArray.Linspace<double>(3, 5, 1).ToArray().ShouldBe([3]);
        NdArray.Linspace<double>(3, 5, 0).Shape.ShouldBe([0]);
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var (start, stop) = (random.NextDouble() * 1e3, -random.NextDouble());
            var line = NdArray.Linspace<double>(start, stop, random.Next(2, 50));
            line[0].ShouldBe(start);
            line.Span[^1].ShouldBe(stop);
            line.ToArray().ShouldBeInOrder(SortDirection.Descending);
        }

        NdArray.Linspace<float>(0, 0.1, 3).ToArray().ShouldBe([0, 0.05f, 0.1f]);
        Should.Throw<ShapeException>(() => NdArray.Linspace<double>(0, 1, -1)).Message.ShouldContain("negative");
        Should.Throw<ArgumentOutOfRangeException>(() => NdArray.Linspace<double>(0, double.PositiveInfinity, 3)).Message
            .ShouldContain("Linspace: stop is");
    }

    [Test]
    public void An_array_is_a_copy_unless_it_wraps()
    {
        double[] data = [1, 2];
        NdArray<double> copy = data;
        var wrapped = NdArray.Wrap([2], data);
        data[0] = 9;
        copy[0].ShouldBe(1);
        wrapped[0].ShouldBe(9);
    }

    [Test]
    public void Arrays_are_equal_by_shape_and_elements()
    {
        (new NdArray<double>([2], 1, 2) == new NdArray<double>([2], 1, 2)).ShouldBeTrue();
        (new NdArray<double>([2], 1, 2) == new NdArray<double>([2], 1, 3)).ShouldBeFalse();
        (new NdArray<double>([2], 1, 2) == new NdArray<double>([1, 2], 1, 2)).ShouldBeFalse();
        new NdArray<double>([2], 1, 2).GetHashCode().ShouldBe(new NdArray<double>([2], 1, 2).GetHashCode());
    }

    [Test]
    public void A_scalar_is_seen_as_a_tensor_span_of_one_element() => new NdArray<double>(3.0).TensorSpan[0].ShouldBe(3);

    [Test]
    public void Null_is_refused_where_it_is_given()
    {
        Should.Throw<ArgumentNullException>(() => new Parameter<double>((double[])null!));
        Should.Throw<ArgumentNullException>(() => NdArray.FromRows<double>([1], null!)).Message.ShouldContain("row 1 is null");
        Should.Throw<ArgumentNullException>(() => new Parameter<double>(1).Gradient(null!));
        Should.Throw<ArgumentNullException>(() => new Parameter<double>(1) - null!);
        Should.Throw<ArgumentNullException>(() => new Parameter<double>(new[] { 1.0 }).Gather((int[])null!));
    }

    [Test]
    public void A_wrong_index_is_named()
    {
        NdArray<double> array = s_matrix;
        Should.Throw<ArgumentOutOfRangeException>(() => array[0, 3]).Message
            .ShouldContain("Index [0, 3] is outside shape (2, 3): axis 1 has positions 0 to 2");
        Should.Throw<ShapeException>(() => array[0]).Message.ShouldContain("Index [0] has 1 positions, but shape (2, 3) has 2 axes");
        Should.Throw<ShapeException>(() => array.Scalar).Message.ShouldContain("6 elements, not one");
        Should.Throw<ShapeException>(() => array.ToVector()).Message.ShouldContain("rank 2, not 1");
    }
}

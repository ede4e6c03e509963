namespace Autograd.Tests;

/// <summary>A step on a table visits the rows that were used alone, where the optimizer's formula allows it or it is told to.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RowsTests
{
    private readonly Parameter<double> _table = new(NdArray.Arange<double>(40 * 8).WithShape([40, 8]), "table");

    // Row 3 twice, rows 30 and 5 once, in two pieces.
    private static Gradients<double> Used(Node<double> table) =>
        (table.Gather([3, 30]).Square().Sum() + table.Gather([5, 3]).Sum()).Backward();

    [Test]
    public void Plain_descent_gives_the_same_bits_as_on_the_whole_gradient()
    {
        var expected = _table.Value.ToArray();
        for (var column = 0; column < 8; column++)
        {
            foreach (var (row, slope) in new (int, Func<double, double>)[] { (3, x => (2 * x) + 1), (30, x => 2 * x), (5, _ => 1) })
            {
                expected[(row * 8) + column] -= slope(expected[(row * 8) + column]) * 0.25;
            }
        }

        var gradients = Used(_table);
        new Sgd<double>([_table], learningRate: 0.25).Step(gradients);
        _table.Value.ToArray().ShouldBe(expected);
        gradients[_table].IsDeferred.ShouldBeTrue("the whole gradient was not needed");
    }

    [Test]
    public void A_row_that_is_used_very_often_does_not_drift()
    {
        const int Count = 100_000;
        var table = new Parameter<float>(NdArray.Zeros<float>([30, 8]));
        var indices = Enumerable.Range(0, Count).Select(i => i % 3 == 0 ? 7 : i % 3 == 1 ? 9 : i % 29).ToArray();
        var gradients = (0.1f * table.Gather(indices)).Sum().Backward();
        for (var step = 0; step < 2; step++)
        {
            new Sgd<float>([table], learningRate: 1).Step(gradients);
            foreach (var row in new[] { 7, 9, 3, 29 })
            {
                var expected = -(step + 1) * (double)0.1f * indices.Count(index => index == row);
                ((double)table.Value[row, 5]).ShouldBe(expected, 3e-5 * -expected);
            }
        }

        gradients[table].IsDeferred.ShouldBeTrue("the whole gradient was not needed");
    }

    [Test]
    public void With_momentum_every_row_goes_on_moving()
    {
        var optimizer = new Sgd<double>([_table], learningRate: 0.5, momentum: 0.5);
        optimizer.Step(_table.Gather([2]).Sum().Backward());
        optimizer.Step(_table.Gather([0]).Sum().Backward());
        _table.Value[2, 0].ShouldBe(16 - 0.5 - 0.25);
    }

    [Test]
    public void By_rows_a_row_that_was_not_used_stays_with_its_state()
    {
        var optimizer = new Sgd<double>(
            [_table], learningRate: 0.5, momentum: 0.5, weightDecay: 0.1, groups: [new([_table]) { ByRows = true }]);
        optimizer.Step(_table.Gather([2]).Sum().Backward());
        var (value, velocity) = (_table.Value[2, 0], optimizer.StateOf(_table)["velocity"].Value[2, 0]);
        value.ShouldBe(16 - (0.5 * (1 + 1.6)), 1e-15);
        optimizer.Step(_table.Gather([0]).Sum().Backward());
        (_table.Value[2, 0], optimizer.StateOf(_table)["velocity"].Value[2, 0]).ShouldBe((value, velocity));
    }

    [Test]
    public void Adam_by_rows_follows_its_formula_on_the_rows_that_are_used()
    {
        var optimizer = new Adam<double>([_table], learningRate: 0.1, groups: [new([_table]) { ByRows = true }]);
        optimizer.Step(Used(_table));
        optimizer.Step(_table.Gather([7]).Sum().Backward());

        // The first step of Adam is the rate times the sign. In the second, t is 2: m' = 0.1 / (1 - 0.9^2), v' = 0.001 / (1 - 0.999^2).
        _table.Value[30, 1].ShouldBe(241 - 0.1, 1e-8);
        var second = 0.1 * (0.1 / (1 - 0.81)) / (Math.Sqrt(0.001 / (1 - (0.999 * 0.999))) + 1e-8);
        _table.Value[7, 4].ShouldBe(60 - second, 1e-12);
        _table.Value[20, 0].ShouldBe(160);
    }

    [Test]
    public void It_is_the_same_step_whether_the_whole_gradient_was_read_or_not()
    {
        var other = new Parameter<double>(_table.Value);
        var rows = new Adam<double>([_table], groups: [new([_table]) { ByRows = true }]);
        var whole = new Adam<double>([other], groups: [new([other]) { ByRows = true }]);
        for (var step = 0; step < 3; step++)
        {
            rows.Step(Used(_table));
            var gradients = Used(other);
            gradients.Norm().ShouldBeGreaterThan(0);
            whole.Step(gradients);
        }

        other.Value.ShouldBe(_table.Value);
    }

    [Test]
    public void Adagrad_gives_the_same_bits_as_on_the_whole_gradient()
    {
        var other = new Parameter<double>(_table.Value);
        var (rows, whole) = (new Adagrad<double>([_table], 0.1), new Adagrad<double>([other], 0.1));
        for (var step = 0; step < 3; step++)
        {
            rows.Step(Used(_table));
            var gradients = Used(other);
            gradients.Norm().ShouldBeGreaterThan(0);
            whole.Step(gradients);
        }

        other.Value.ShouldBe(_table.Value);
    }

    [Test]
    public void Many_rows_on_all_cores_move_as_few_do()
    {
        var table = new Parameter<float>(NdArray.Ones<float>([3000, 67]));
        var optimizer = new Adam<float>([table], 0.1, groups: [new([table]) { ByRows = true }]);
        int[] rows = [.. Enumerable.Range(0, 2900), .. Enumerable.Range(0, 2900)];
        for (var step = 0; step < 3; step++)
        {
            optimizer.Step(table.Gather(rows).Square().Sum().Backward());
        }

        var moved = table.Value[0, 0];
        moved.ShouldBe(0.7f, 0.01f);
        table.Value.ToArray()[..(2900 * 67)].ShouldAllBe(element => element == moved);
        table.Value.ToArray()[(2900 * 67)..].ShouldAllBe(element => element == 1);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Two_lookups_of_any_rows_move_as_the_whole_gradient_does(bool isReplayed)
    {
        int[][] first = [[0, 64, 2, 64], [7, 7, 7, 7], [129, 0, 128, 63]];
        int[][] second = [[64, 1], [7, 7], [5, 6]];
        var (table, other) = (new Parameter<double>(NdArray.Arange<double>(130 * 8).WithShape([130, 8])),
            new Parameter<double>(NdArray.Arange<double>(130 * 8).WithShape([130, 8])));
        var (sgd, whole) = (new Sgd<double>([table], 0.125), new Sgd<double>([other], 0.125));
        IntList a = first[0], b = second[0], none = Array.Empty<int>();
        var replay = Replay.OfLoss(() => Loss(table, a, b));
        for (var step = 0; step < first.Length; step++)
        {
            if (isReplayed)
            {
                replay.Set(a, first[step]);
                replay.Set(b, second[step]);
                replay.Run();
                sgd.Step(replay.Gradients);
            }
            else
            {
                sgd.Step(Loss(table, first[step], second[step]).Backward());
            }

            var gradients = Loss(other, first[step], second[step]).Backward();
            gradients[other].Value.Size.ShouldBe(130 * 8);
            whole.Step(gradients);
            table.Value.ShouldBe(other.Value);
        }

        Node<double> Loss(Node<double> x, IntList a, IntList b) =>
            x.Gather(a).Square().Sum() + (3 * x.Gather(b)).Sum() + x.Gather(none).Sum();
    }

    [Test]
    public void An_optimizer_of_ones_own_sees_the_rows_that_were_used()
    {
        var optimizer = new Listing([_table]);
        optimizer.Step((Used(_table) + (0 * _table.Gather([7]).Sum()).Backward()));
        optimizer.Starts.ShouldBe([3 * 8, 5 * 8, 30 * 8], ignoreOrder: true);
        optimizer.Step((0 * _table.Gather([7]).Sum()).Backward());
        optimizer.Starts.ShouldBeEmpty("a gradient of 0 moves nothing");
    }

    [Test]
    public void What_is_not_finite_is_refused_with_its_place_in_the_table()
    {
        var gradients = (_table.Gather([4, 9]) * new[,] { { 1.0 }, { double.NaN } }).Sum().Backward();
        Should.Throw<GradientException>(() => new Sgd<double>([_table], 1).Step(gradients)).Message.ShouldContain("is NaN at index [9, 0]");
        _table.Version.ShouldBe(0);
    }

    [Test]
    public void What_cannot_go_by_rows_is_refused_by_name()
    {
        var scalar = new Parameter<double>(1, "scalar");
        Should.Throw<ArgumentException>(() => new Sgd<double>([_table, scalar], 1, groups: [new([scalar]) { ByRows = true }])).Message
            .ShouldContain("is to go by rows but has none");
        var other = new Parameter<double>(new double[2], "other");
        Should.Throw<ArgumentException>(() => new Adam<double>([_table], groups: [new([other]) { ByRows = true }])).Message
            .ShouldContain("Adam: other = Parameter (2) is in a group but not among the parameters");
    }

    private sealed class Listing(IReadOnlyCollection<Parameter<double>> parameters)
        : Optimizer<double>(parameters, 1, groups: [new(parameters) { ByRows = true }])
    {
        public List<int> Starts { get; } = [];

        protected override void BeginStep() => Starts.Clear();

        protected override void Move(int index, StepElements<double> elements, double rate, double decay)
        {
            foreach (var stretch in elements)
            {
                stretch.Values.Length.ShouldBe(stretch.Gradient.Length);
                Starts.Add(stretch.Start);
            }
        }
    }
}

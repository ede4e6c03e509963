namespace Autograd.Tests;

/// <summary>Where the nodes of a film stand.</summary>
[TestFixture]
public class FilmLayoutTests
{
    private static readonly (string Name, int[][] Inputs)[] s_graphs =
    [
        ("one node", [[]]),
        ("two components", [[], [0], [], [2]]),
        ("the same input twice", [[], [0, 0]]),
        ("a shared weight", [[], [], .. Enumerable.Range(2, 40).Select(node => new[] { 0, node - 1 })]),
        ("2,000 leaves in one sum", [.. Enumerable.Repeat(Array.Empty<int>(), 2000), [.. Enumerable.Range(0, 2000)]]),
        ("a random graph", [[], .. Enumerable.Range(1, 500).Select(Random)]),
    ];

    private static IEnumerable<TestCaseData> Graphs => s_graphs
        .Select(graph => new TestCaseData(new[] { graph.Inputs }).SetArgDisplayNames(graph.Name));

    [TestCaseSource(nameof(Graphs))]
    public void Arcs_go_to_the_right_nothing_overlaps_and_the_same_graph_looks_the_same(int[][] inputs)
    {
        var layout = Of(inputs);
        layout.Arcs.ShouldAllBe(arc => layout.Layer[arc.To] > layout.Layer[arc.From]);
        layout.Arcs.Count.ShouldBe(inputs.Sum(node => node.Length));
        foreach (var layer in Enumerable.Range(0, inputs.Length).GroupBy(node => layout.Layer[node]))
        {
            var rows = layer.Select(layout.Row).Order().ToArray();
            rows.Zip(rows.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First > 1 - 1e-9);
        }

        var again = Of(inputs);
        Enumerable.Range(0, inputs.Length).Select(again.Row).ShouldBe(Enumerable.Range(0, inputs.Length).Select(layout.Row));
        again.Arcs.SelectMany(again.Bends).ShouldBe(layout.Arcs.SelectMany(layout.Bends));
    }

    [Test]
    public void A_chain_is_straight_and_a_diamond_symmetric()
    {
        int[][] chain = [[], .. Enumerable.Range(1, 30).Select(node => new[] { node - 1 })];
        Enumerable.Range(0, 31).Select(Of(chain).Row).ShouldAllBe(row => row == 0);
        var diamond = Of([[], [0], [0], [1, 2]]);
        diamond.Row(0).ShouldBe(0, 1e-9);
        diamond.Row(3).ShouldBe(0, 1e-9);
        diamond.Row(1).ShouldBe(-diamond.Row(2), 1e-9);
    }

    [Test]
    public void A_leaf_stands_one_layer_before_what_first_uses_it()
    {
        var layout = Of([[], [0], [1], [], [2, 3]]);
        layout.Layer[3].ShouldBe(layout.Layer[4] - 1);
    }

    [Test]
    public void A_long_arc_of_a_leaf_is_a_stub()
    {
        var layout = Of(s_graphs[3].Inputs);
        layout.Arcs.Where(arc => arc.From == 0 && arc.To > 10).ShouldAllBe(arc => arc.IsStub && arc.Bends.Count == 0);
    }

    [Test]
    public void A_chain_of_100_000_nodes_is_laid_out_without_recursion()
    {
        var layout = Of([[], .. Enumerable.Range(1, 100_000).Select(node => new[] { node - 1 })]);
        layout.Layer[100_000].ShouldBe(100_000);
    }

    private static FilmLayout Of(int[][] inputs) => new(inputs, node => inputs[node].Length == 0);

    private static int[] Random(int node)
    {
        var random = new Random(node);
        return [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Math.Max(0, node - 1 - random.Next(node % 10 == 0 ? 60 : 6)))];
    }
}

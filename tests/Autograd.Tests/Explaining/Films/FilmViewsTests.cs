namespace Autograd.Tests;

/// <summary>Parts of a graph are boxes that open.</summary>
[TestFixture]
public class FilmViewsTests
{
    // The leaf 0, the operations 2, 3, 4 and 5 one after the other, and the leaf 1, which 3 alone uses.
    private static readonly int[][] s_chain = [[], [], [0], [2, 1], [3], [4]];

    [Test]
    public void A_graph_without_parts_is_one_view()
    {
        var views = Of(s_chain, _ => []);
        views.Views.Count.ShouldBe(1);
        views.Views[0].Units.ShouldBe(Enumerable.Range(0, 6).Select(node => new FilmUnit(node, null)));
    }

    [Test]
    public void A_part_is_a_box_with_its_own_view_and_the_leaves_that_it_alone_uses_stand_in_it()
    {
        var views = Of(s_chain, node => node is 3 or 4 ? ["layer"] : []);
        views.Views[0].Units.ShouldBe([new FilmUnit(0, null), new FilmUnit(2, null), new FilmUnit(3, 1), new FilmUnit(5, null)]);
        views.Views[0].Layout.Arcs.Select(arc => (arc.From, arc.To)).ShouldBe([(0, 1), (1, 2), (2, 3)]);
        var part = views.Views[1];
        (part.Name, part.Parent).ShouldBe(("layer", 0));
        part.Units.ShouldBe([new FilmUnit(2, null, IsOutside: true), new FilmUnit(1, null), new FilmUnit(3, null), new FilmUnit(4, null)]);
        part.Layout.Arcs.Select(arc => (arc.From, arc.To, arc.Argument)).ShouldBe([(0, 2, 0), (1, 2, 1), (2, 3, 0)]);
        Enumerable.Range(0, 6).Select(views.ViewOf).ShouldBe([0, 1, 0, 1, 1, 0]);
    }

    // A path that left the part and came back would be a circle of boxes.
    [Test]
    public void A_part_that_is_left_and_entered_again_is_two_boxes()
    {
        var views = Of([[], [0], [1], [2], [3], [4], [5]], node => node is 1 or 2 or 5 or 6 ? ["part"] : []);
        views.Views[0].Units.Select(unit => unit.View).ShouldBe([1, null, null, 2]);
        views.Views[0].Layout.Arcs.ShouldAllBe(arc => views.Views[0].Layout.Layer[arc.To] > views.Views[0].Layout.Layer[arc.From]);
    }

    [Test]
    public void Parts_lie_in_parts()
    {
        var views = Of([[], [0], [1], [2], [3]], node => node is 1 or 2 ? ["outer", "inner"] : node is 3 ? ["outer"] : []);
        views.Views.Select(view => (view.Name, view.Parent)).ShouldBe([("", null), ("outer", 0), ("inner", 1)]);
        Enumerable.Range(0, 5).Select(views.ViewOf).ShouldBe([2, 2, 2, 1, 0]);
    }

    [Test]
    public void A_large_graph_is_cut_into_boxes()
    {
        var views = Of([[], .. Enumerable.Range(1, 10_000).Select(node => new[] { node - 1 })], _ => []);
        views.Views.ShouldAllBe(view => view.Units.Count <= 2000);
        views.Views[0].Units.Count(unit => unit.View is not null).ShouldBe(100);
        views.Views[0].Units.Where(unit => unit.View is not null).Sum(unit => unit.Node)
            .ShouldBe(10_001, "the leaf stands in the first box");
        views.Views[1].Name.ShouldBe("n1 to n100");
    }

    private static FilmViews Of(int[][] inputs, Func<int, IReadOnlyList<string>> partOf) =>
        new(inputs, node => inputs[node].Length == 0, partOf);
}

using Autograd;

namespace Pages.Tests;

/// <summary>Parts of a graph are boxes on the page, which open and close.</summary>
[TestFixture]
public class PartsTests
{
    [Test]
    public async Task A_closed_part_is_one_step_in_each_pass_and_opens_to_all_of_its_own()
    {
        await using var film = await FilmPage.Open(Model().ToFilm("two layers"), "#step=1");
        (await film.Page.Locator(".card.part").CountAsync()).ShouldBe(2);
        var closed = await StepsToTheEnd(film);
        await film.Press("Home");
        await film.Page.Locator(".card.part").Last.ClickAsync();
        (await film.Page.Locator("#path").TextContentAsync()).ShouldBe("whole graph › second");
        (await film.Page.Locator(".card:not(.outside)").CountAsync()).ShouldBe(5, "W, b, and three operations");
        (await film.Page.Locator(".card.outside").CountAsync()).ShouldBe(1, "what comes from the first layer");
        await film.Page.GetByText("whole graph").ClickAsync();
        (await film.Page.Locator(".card.part").CountAsync()).ShouldBe(2);
        (await film.Where()).Steps.ShouldBeGreaterThan(closed);
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task Inside_a_part_the_steps_are_those_of_its_nodes_and_the_last_leads_out_again()
    {
        await using var film = await FilmPage.Open(Model().ToFilm("two layers"), "#step=1");
        await film.Page.Locator(".card.part").First.FocusAsync();
        await film.Press("Enter");
        var captions = new List<string>();
        while (!(await film.Page.Locator("#path").TextContentAsync())!.EndsWith("whole graph", StringComparison.Ordinal))
        {
            captions.Add(await film.Caption());
            await film.Press("Escape");
            await film.Press("ArrowRight");
        }

        captions.ShouldContain(caption => caption.StartsWith("h1 (1, 3) is the hyperbolic tangent", StringComparison.Ordinal));
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task Of_ten_thousand_nodes_the_whole_graph_is_a_hundred_boxes()
    {
        Node<double> h = new Parameter<double>(0.5, "x");
        for (var i = 0; i < 10_000; i++)
        {
            h = h.Tanh();
        }

        await using var film = await FilmPage.Open(h.ToFilm("deep"), "#step=10001");
        (await film.Page.Locator("#path").TextContentAsync()).ShouldBe("whole graph");
        await film.Press("ArrowRight");
        await film.Press("ArrowRight");
        (await film.Caption()).ShouldStartWith("In n9901 to n10000, 100 nodes: ");
        film.ShouldBeQuiet();
    }

    private static Node<double> Model()
    {
        var h = Node.Constant<double>(new[,] { { 0.5, -1 } }).Named("x");
        for (var layer = 1; layer <= 2; layer++)
        {
            var inputs = layer == 1 ? 2 : 3;
            var w = new Parameter<double>(NdArray.Generate<double>([inputs, 3], () => 0.3), "W" + layer);
            var b = new Parameter<double>(new[] { 0.1, 0.2, 0.3 }, "b" + layer);
            using (Parts.Named(layer == 1 ? "first" : "second"))
            {
                h = (h.MatMul(w) + b).Tanh().Named("h" + layer);
            }
        }

        return h.Sum().Named("loss");
    }

    private static async Task<int> StepsToTheEnd(FilmPage film)
    {
        var count = 1;
        for (var (step, steps) = await film.Where(); step < steps; (step, steps) = await film.Where())
        {
            await film.Press("ArrowRight");
            count++;
        }

        return count;
    }
}

using Autograd;

namespace Pages.Tests;

/// <summary>What a film shows before anything is pressed.</summary>
[TestFixture]
public class OpeningTests
{
    // The least size of a text on a card in pixels of the screen, and how many cards are not wholly in view.
    private const string Seen =
        """
        () => {
            const stage = document.getElementById('stage').getBoundingClientRect();
            const graph = document.getElementById('graph');
            const zoom = graph.getBoundingClientRect().width / graph.viewBox.baseVal.width;
            const cards = [...document.querySelectorAll('.card')];
            const outside = cards.map(card => card.querySelector('rect').getBoundingClientRect()).filter(one =>
                one.left < stage.left - 1 || one.right > stage.right + 1 || one.top < stage.top - 1 || one.bottom > stage.bottom + 1);
            const sizes = [...document.querySelectorAll('.card text.name, .card text.value')]
                .map(text => parseFloat(getComputedStyle(text).fontSize) * zoom);
            return [cards.length, outside.length, Math.min(...sizes)];
        }
        """;

    [TestCase(1280, 720)]
    [TestCase(1280, 800)]
    [TestCase(1920, 1080)]
    public async Task A_small_graph_is_seen_as_a_whole_with_its_values_and_can_be_read(int width, int height)
    {
        var loss = CrossEntropy();
        await using var film = await FilmPage.Open(loss.ToFilm(), width: width, height: height);
        var seen = await film.Page.EvaluateAsync<double[]>(Seen);
        seen[0].ShouldBe(TopologicalOrder.Of(loss).Count);
        seen[1].ShouldBe(0);
        seen[2].ShouldBeGreaterThanOrEqualTo(11);
        (await film.Caption()).ShouldEndWith("Now every node has its value: \u2192 begins the backward pass.");
        film.ShouldBeQuiet();
    }

    [TestCase(1280, 800)]
    [TestCase(390, 780)]
    public async Task A_graph_that_could_not_be_read_as_a_whole_begins_at_its_first_node(int width, int height)
    {
        Node<double> h = new Parameter<double>(0.5, "x");
        for (var i = 0; i < 30; i++)
        {
            h = h.Tanh();
        }

        await using var film = await FilmPage.Open(h.ToFilm(), width: width, height: height);
        (await film.Where()).Step.ShouldBe(1);
        (await film.Page.EvaluateAsync<double>("() => document.getElementById('stage').scrollLeft")).ShouldBe(0);
        (await film.Page.EvaluateAsync<double[]>(Seen))[2].ShouldBeGreaterThanOrEqualTo(11);
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task What_a_wrong_rule_was_found_by_is_a_table_with_its_columns_below_one_another()
    {
        var x = new Parameter<double>(new[] { 0.5, -1.2, 2 }, "x");
        var y = new Careless().Apply(x).Named("y");
        var report = y.CheckNodes().Suspects[0].Finding;
        await using var film = await FilmPage.Open(y.ToFilm(seed: NdArray.Ones<double>([3]), check: true), "#step=2");
        var table = film.Page.Locator("#side .report pre");
        var lines = (await table.TextContentAsync())!.Split('\n');
        lines.Length.ShouldBe(4);
        lines.ShouldAllBe(line => report.Contains(line, StringComparison.Ordinal));
        lines.Select(line => line.Length).Distinct().Count().ShouldBeLessThan(3, "right-aligned but for the last column");
        (await table.EvaluateAsync<string>("pre => getComputedStyle(pre).whiteSpaceCollapse")).ShouldBe("preserve");
        (await table.EvaluateAsync<string>("pre => getComputedStyle(pre).overflowX")).ShouldBe("auto");
        (await film.Page.Locator("#side .report p").AllTextContentsAsync())[0].ShouldBe(report.Split('\n')[0]);
        (await film.Page.Locator("#side .mistake").AllTextContentsAsync()).ShouldBe(["\u2717 Its rule is wrong."]);
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task A_slope_that_is_the_other_factor_is_told_once()
    {
        Parameter<double> d = new(4.0, "d"), f = new(-2.0, "f");
        await using var film = await FilmPage.Open((d * f).Named("L").ToFilm(), "#step=5");
        (await film.Page.Locator("#side .formula").AllTextContentsAsync()).ShouldBe(
            ["\u2202L\u2202d =f =\u22122 ", "\u2202L\u2202L\u00d7\u2202L\u2202d =1\u00d7(\u22122) =\u22122 ",
             "\u2202L\u2202f =d =4 ", "\u2202L\u2202L\u00d7\u2202L\u2202f =1\u00d74 =4 "]);
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task A_constant_that_was_computed_is_data_as_in_the_trace()
    {
        var t = Node.Constant(0.25).Named("t");
        var loss = ((1 - t).Named("rest") * new Parameter<double>(3.0, "w")).Named("loss");
        loss.ToTrace().ShouldContain("rest  data ");
        await using var film = await FilmPage.Open(loss.ToFilm(), "#step=1");
        (await film.Page.Locator(".card").Filter(new() { HasText = "rest" }).Locator("text.kind").TextContentAsync()).ShouldBe("data");
        (await film.Caption()).ShouldBe("rest is data, the result of Subtract: no gradient is asked for. Its value is 0.75.");
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task A_named_node_that_a_stable_operation_replaced_is_told_there_and_found_by_its_name()
    {
        await using var film = await FilmPage.Open(CrossEntropy().ToFilm(), "#step=1");
        await film.Page.Locator("#search").FillAsync("p");
        await film.Press("Enter");
        (await film.Caption()).ShouldContain("It is there in place of Log(Sigmoid(z)), with p (Sigmoid) inside");
        (await film.Page.Locator(".card.now-f").TextContentAsync())!.ShouldContain("\u21c4 p");
        film.ShouldBeQuiet();
    }

    // The loss of a logistic unit of two inputs, as a textbook writes it.
    private static Node<double> CrossEntropy()
    {
        Parameter<double> w1 = new(0.6, "w1"), w2 = new(-0.4, "w2"), b = new(0.1, "b");
        var (x1, x2, t) = (Node.Constant(1.5).Named("x1"), Node.Constant(0.5).Named("x2"), Node.Constant(0.25).Named("t"));
        var p = ((w1 * x1) + (w2 * x2) + b).Named("z").Sigmoid().Named("p");
        return (-((t * p.Log()) + ((1 - t) * (1 - p).Log()))).Named("loss");
    }

    private sealed record Careless : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = x[i] * x[i] * x[i];
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * 2 * x;
    }
}

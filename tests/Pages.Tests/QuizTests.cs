using Autograd;

namespace Pages.Tests;

/// <summary>The quiz: what is asked is nowhere on the page, a right answer is told why, and a wrong one what it forgot.</summary>
[TestFixture]
public class QuizTests
{
    [TestCase("1,751")]
    [TestCase("1.751")]
    [TestCase("1.75")]
    [TestCase("1.7506725002961012")]
    public async Task A_right_answer_is_right_in_any_way_to_write_it_and_is_explained(string typed)
    {
        await using var film = await Ask("#step=6");
        (await film.Caption()).ShouldBe("What does u3 give to s? Work it out before you look.");
        await Answer(film, typed);
        (await Verdict(film)).ShouldStartWith("✓ Right: 1.750672500296101");
        (await Verdict(film)).ShouldContain("so \u2068s\u2069 gets 1 × 1.751 = 1.751");
        film.ShouldBeQuiet();
    }

    [TestCase("#step=6", "-1.751", "sign")]
    [TestCase("#step=6", "1", "forgotten local derivative")]
    [TestCase("#step=8", "1.751", "missing path")]
    [TestCase("#step=8", "1.401", "missing path")]
    [TestCase("#step=8", "3.501", "forgotten local derivative")]
    [TestCase("#step=8", "2.452", "product for sum")]
    [TestCase("#step=8", "1.576", "mean for sum")]
    public async Task A_wrong_answer_is_told_its_kind(string address, string typed, string kind)
    {
        await using var film = await Ask(address);
        await Answer(film, typed);
        (await Verdict(film)).ShouldStartWith($"✗ Not quite: {kind}");
        await Answer(film, "what");
        (await Verdict(film)).ShouldBe("✗ Type a number.");
        film.ShouldBeQuiet();
    }

    // x = [1 .5; -1 2], W = [.1 -.2 .3; .4 .5 -.6], b = [0 .1 -.1], labels 0 and 2: dW[0, 0] = 1 (-.2777) - 1 (.1264) = -.4041,
    // dz[0, 0] = -.3034 (1 - h^2) = -.2777, and with z = .3 for h it is -.3034 (1 - z^2) = -.2761.
    [TestCase("#step=14", "0.4041", "sign")]
    [TestCase("#step=14", "-0.2777", "not summed")]
    [TestCase("#step=14", "-0.1264", "not summed")]
    [TestCase("#step=14", "-0.2020", "mean for sum")]
    [TestCase("#step=14", "-0.8082", "batch mean forgotten")]
    [TestCase("#step=12", "-0.3034", "forgotten local derivative")]
    [TestCase("#step=12", "-0.2761", "slope at the output, or at the input")]
    public async Task A_wrong_element_of_an_array_is_told_its_kind(string address, string typed, string kind)
    {
        var x = Node.Constant<double>(new[,] { { 1, .5 }, { -1, 2 } }).Named("x");
        var w = new Parameter<double>(new[,] { { .1, -.2, .3 }, { .4, .5, -.6 } }, "W");
        var b = new Parameter<double>(new[] { 0, .1, -.1 }, "b");
        var loss = (x.MatMul(w).Named("m") + b).Named("z").Tanh().Named("h").SoftmaxCrossEntropy([0, 2]).Named("loss");
        await using var film = await Ask(loss.ToFilm(), address);
        await Answer(film, typed);
        (await Verdict(film)).ShouldStartWith($"✗ Not quite: {kind}");
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task What_is_asked_is_nowhere_on_the_page()
    {
        await using var film = await Ask("#step=8");
        await film.OpenTable();
        var page = await film.Page.EvaluateAsync<string>(
            """
            () => [document.body.innerText, ...[...document.querySelectorAll('title')].map(title => title.textContent),
                ...[...document.querySelectorAll('*')].flatMap(element => [...element.attributes].map(attribute => attribute.value))]
                .join(' ')
            """);
        page.ShouldNotContain("3.15");
        page.ShouldNotContain("1.40");
        page.ShouldContain("1.751");
    }

    [Test]
    public async Task Which_node_is_next_is_answered_in_the_graph()
    {
        await using var film = await Ask("#step=5");
        await film.Page.Locator("[data-node='2']").ClickAsync();
        (await film.Page.Locator("#which-verdict").TextContentAsync()).ShouldBe("✗ No gradient has reached s yet.");
        await film.Page.Locator("[data-node='3']").ClickAsync();
        (await film.Where()).Step.ShouldBe(6);
        (await film.Page.Locator("#side .right").TextContentAsync()).ShouldNotBeNull().ShouldStartWith("✓ Right: of the nodes that");
        await film.Press("Escape");
        await film.Press("ArrowRight");
        await Answer(film, "1.751");
        await film.Page.Locator("[data-node='0']").ClickAsync();
        (await film.Page.Locator("#which-verdict").TextContentAsync()).ShouldBe("✗ u1 is not complete: it waits for u2.");
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task After_three_wrong_answers_the_solution_can_be_shown()
    {
        await using var film = await Ask("#step=8");
        for (var i = 0; i < 3; i++)
        {
            (await film.Page.GetByText("Show it").IsVisibleAsync()).ShouldBeFalse();
            await Answer(film, "77");
        }

        await film.Page.GetByText("Show it").ClickAsync();
        (await film.Caption()).ShouldContain("1.751 + 1.401 ≈ 3.151");
    }

    private static Task<FilmPage> Ask(string address) => Ask(GalleryTests.Film("fan"), address);

    private static async Task<FilmPage> Ask(Film film, string address)
    {
        var page = await FilmPage.Open(film, address);
        await page.Page.Locator("#quiz").ClickAsync();
        return page;
    }

    private static async Task Answer(FilmPage film, string typed)
    {
        await film.Page.Locator("#answer").FillAsync(typed);
        await film.Press("Enter");
    }

    private static async Task<string> Verdict(FilmPage film) => (await film.Page.Locator("#verdict").TextContentAsync())!;
}

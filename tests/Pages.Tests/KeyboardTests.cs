namespace Pages.Tests;

/// <summary>All of a film can be reached with keys, and a step has an address.</summary>
[TestFixture]
public class KeyboardTests
{
    [Test]
    public async Task The_first_frame_is_the_end_of_the_forward_pass_and_says_how_to_go_on()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"));
        (await film.Where()).ShouldBe((4, 9));
        (await film.Caption()).ShouldBe("u3 is e to the power of s: 1.751. Now every node has its value: → begins the backward pass.");
    }

    [TestCase("#step=7", 7)]
    [TestCase("#step=999", 9)]
    [TestCase("#step=-3", 1)]
    [TestCase("#step=x", 4)]
    [TestCase("#nothing", 4)]
    public async Task A_step_has_an_address_and_a_wrong_one_is_no_error(string address, int step)
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"), address);
        (await film.Where()).Step.ShouldBe(step);
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task Arrows_Home_and_End_step_and_the_address_follows()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"));
        await Press(film, "End", 9);
        await Press(film, "ArrowRight", 9);
        await Press(film, "ArrowLeft", 8);
        await Press(film, "Home", 1);
        await Press(film, "ArrowLeft", 1);
        await Press(film, "ArrowRight", 2);
        film.Page.Url.ShouldEndWith("#step=2");
    }

    [Test]
    public async Task Slash_searches_for_a_node_and_Enter_goes_to_its_step()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"), "#step=6");
        await film.Press("/");
        await film.Page.Keyboard.TypeAsync("u2");
        await film.Press("Enter");
        (await film.Caption()).ShouldStartWith("u2 has its whole gradient");
        await film.Press("Escape");
        await Press(film, "ArrowRight", 9);
    }

    [Test]
    public async Task In_the_graph_arrows_go_along_arcs_Enter_goes_to_the_step_and_Escape_leaves()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"));
        await film.Page.Locator("#graph [tabindex='0']").FocusAsync();
        (await Focused(film)).ShouldBe("u3 Exp 1.75: value 1.751, no gradient yet");
        await film.Press("ArrowLeft");
        (await Focused(film)).ShouldStartWith("s Add 0.56: ");
        await film.Press("ArrowLeft");
        (await Focused(film)).ShouldStartWith("u1 parameter 0.4: ");
        await film.Press("ArrowRight");
        await film.Press("Enter");
        (await film.Where()).Step.ShouldBe(2, "u2 is the first that uses u1");
        await film.Press("Escape");
        await Press(film, "ArrowRight", 3);
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task Tab_reaches_every_control_and_the_graph_once()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"));
        var reached = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            await film.Press("Tab");
            reached.Add(await film.Page.EvaluateAsync<string>(
                "() => document.activeElement.id || document.activeElement.getAttribute('class') || ''"));
        }

        string[] controls = ["search", "quiz", "help", "first", "back", "play", "next", "last", "slider"];
        controls.Except(reached).ShouldBeEmpty();
        reached.Take(15).Count(name => name.StartsWith("card", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Test]
    public async Task Space_plays_and_pauses_unless_single_keys_are_off_and_presses_a_button_that_has_the_focus()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"));
        await film.Press("Space");
        (await Label(film)).ShouldBe("Pause");
        await film.Press("Space");
        (await Label(film)).ShouldBe("Play");
        await film.Page.Locator("#next").FocusAsync();
        await film.Press("Space");
        (await film.Where()).Step.ShouldBe(5);
        (await Label(film)).ShouldBe("Play");
        await film.Page.Locator("#help").ClickAsync();
        await film.Page.Locator("#keys").UncheckAsync();
        await film.Page.EvaluateAsync("() => document.activeElement.blur()");
        await film.Press("Space");
        (await Label(film)).ShouldBe("Play");
    }

    [Test]
    public async Task The_caption_is_read_out_once_the_step_stands()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("fan"));
        await film.Press("ArrowRight");
        await Microsoft.Playwright.Assertions.Expect(film.Page.Locator("#live")).ToContainTextAsync("The derivative of");
        (await film.Page.Locator("#slider").GetAttributeAsync("aria-valuetext")).ShouldNotBeNull().ShouldContain("by itself is 1");
    }

    private static async Task Press(FilmPage film, string key, int step)
    {
        await film.Press(key);
        (await film.Where()).Step.ShouldBe(step);
    }

    private static Task<string> Focused(FilmPage film) =>
        film.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label')");

    private static Task<string?> Label(FilmPage film) => film.Page.Locator("#play").GetAttributeAsync("aria-label");
}

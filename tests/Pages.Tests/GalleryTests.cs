using Autograd;

namespace Pages.Tests;

/// <summary>The five films of the gallery, step by step in the browser: the numbers on the page are the engine's.</summary>
[TestFixture]
public class GalleryTests
{
    private static readonly string[] s_names = [.. Gallery.Films().Select(film => film.Name)];

    [TestCaseSource(nameof(s_names))]
    public async Task Each_step_forward_to_the_end_and_back_shows_the_engines_numbers(string name)
    {
        var (_, title, _, output) = Gallery.Films().Single(film => film.Name == name);
        var nodes = TopologicalOrder.Of(output).ToArray();
        var gradients = output.Backward(wrt: [.. nodes.Where(node => node.RequiresGrad)]);
        await using var film = await FilmPage.Open(output.ToFilm(title), "#step=1");
        await film.OpenTable();
        var (_, steps) = await film.Where();
        var captions = new List<string>();
        for (var step = 1; step <= steps; step++)
        {
            (await film.Where()).Step.ShouldBe(step);
            captions.Add(await film.Caption());
            ShouldBeTrue(await film.Rows(), nodes, gradients, step);
            await film.Press("ArrowRight");
        }

        foreach (var (row, node) in (await film.Rows()).Zip(nodes).Where(pair => pair.Second.RequiresGrad))
        {
            row.Gradient.ShouldBe(gradients[node].Value.ToArray());
        }

        for (var step = steps; step >= 1; step--)
        {
            (await film.Where()).Step.ShouldBe(step);
            (await film.Caption()).ShouldBe(captions[step - 1]);
            await film.Press("ArrowLeft");
        }

        captions.ShouldAllBe(caption => caption.Length > 20 && caption.TrimEnd().EndsWith('.'));
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task The_fan_out_adds_the_two_paths_up_and_says_so()
    {
        await using var film = await FilmPage.Open(Film("fan"), "#step=7");
        (await film.Caption()).ShouldBe(
            "s has its whole gradient, 1.751. u1 gets it unchanged, 1.751. u2 gets it unchanged, 1.751. u1 waits for u2.");
        (await film.Page.Locator("[data-node='0'] text.parts").TextContentAsync()).ShouldBe("1 of 2");
        await film.Press("ArrowRight");
        (await film.Caption()).ShouldBe(
            "u2 has its whole gradient, 1.751. The local derivative by u1 is 2 × u1 = 0.8, so u1 gets 1.751 × 0.8 = 1.401. "
            + "1.751 was there: 1.751 + 1.401 ≈ 3.151.");
        await film.Press("ArrowRight");
        (await film.Caption()).ShouldBe("u1 has its whole gradient, 3.151. It is the sum over all paths: 1.751 from s and 1.401 from u2. "
            + "If u1 grew by 0.01, u3 would grow by about 0.0315.");
        film.ShouldBeQuiet();
    }

    // The gradient of the first weight: x[., 0] = 0, 0, 1, 1 against the gradient of x W, as the engine has it.
    [Test]
    public async Task An_element_of_a_weight_is_told_as_local_derivatives_times_gradients_added_up()
    {
        var nodes = TopologicalOrder.Of(Gallery.Films().Single(film => film.Name == "xor").Output).ToArray();
        await using var film = await FilmPage.Open(Film("xor"), "#step=21");
        (await film.Caption()).ShouldBe("x W (4, 2) has its whole gradient. W (2, 2) gets the transpose of x times the gradient. "
            + "W[0, 0] was used in 4 places; local derivative times gradient, added up: "
            + "0 × 0.08992 + 0 × (−0.09418) + 1 × (−0.05315) + 1 × 0.006146 = −0.047.");
        var gradient = nodes[^1].Backward(wrt: [nodes.Single(node => node.Name == "W")])[nodes.Single(node => node.Name == "W")].Value;
        gradient[0, 0].ShouldBe(-0.047, 5e-5);
        await film.Press("End");
        (await film.Caption()).ShouldBe("W (2, 2) has its whole gradient. If W[0, 0] grew by 0.01, loss would fall by about 4.7·10⁻⁴.");
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task An_array_of_more_than_two_axes_has_a_slider_for_the_others()
    {
        var next = 0.0;
        var x = new Parameter<double>(NdArray.Generate<double>([2, 3, 2, 2], () => next++), "x");
        await using var film = await FilmPage.Open(x.Sum().ToFilm(), "#step=1");
        var slider = film.Page.Locator("#side .sheets input").First;
        (await film.Page.Locator("#side .cell").AllTextContentsAsync()).ShouldBe(["0", "1", "2", "3"]);
        await slider.FocusAsync();
        await film.Press("End");
        (await slider.GetAttributeAsync("aria-valuetext")).ShouldBe("[1, 2, :, :]");
        (await film.Page.Locator("#side .cell").AllTextContentsAsync()).ShouldBe(["20", "21", "22", "23"]);
        await film.Page.Locator("#side .cell").First.HoverAsync();
        (await film.Page.Locator("#side .hover").First.TextContentAsync()).ShouldBe("[1, 2, 0, 0] 20");
        film.ShouldBeQuiet();
    }

    [TestCase("desktop", 1280, 720, Microsoft.Playwright.ColorScheme.Light)]
    [TestCase("dark", 1280, 720, Microsoft.Playwright.ColorScheme.Dark)]
    [TestCase("phone", 390, 780, Microsoft.Playwright.ColorScheme.Light)]
    public async Task Nothing_is_wider_than_the_window_and_the_current_node_is_in_view(
        string name, int width, int height, Microsoft.Playwright.ColorScheme scheme)
    {
        await using var film = await FilmPage.Open(Film("xor"), "#step=1", width, height, scheme);
        var (_, steps) = await film.Where();
        for (var step = 1; step <= steps; step++)
        {
            (await film.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
            var isInView = await film.Page.EvaluateAsync<bool>(
                """
                () => {
                    const now = document.querySelector('.card.now-f, .card.now-b').getBoundingClientRect();
                    const stage = document.getElementById('stage').getBoundingClientRect();
                    return now.left >= stage.left - 1 && now.right <= stage.right + 1
                        && now.top >= stage.top - 1 && now.bottom <= stage.bottom + 1;
                }
                """);
            isInView.ShouldBeTrue($"step {step}");
            await film.Press("ArrowRight");
        }

        var picture = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"film-{name}.png");
        await film.Page.ScreenshotAsync(new() { Path = picture });
        TestContext.AddTestAttachment(picture);
        film.ShouldBeQuiet();
    }

    internal static Film Film(string name)
    {
        var (_, title, _, output) = Gallery.Films().Single(film => film.Name == name);
        return output.ToFilm(title);
    }

    // A value is there from its node's step on, a complete gradient from the step of its last consumer on.
    private static void ShouldBeTrue(FilmPage.Row[] rows, Node<double>[] nodes, Gradients<double> gradients, int step)
    {
        rows.Length.ShouldBe(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
        {
            rows[i].Value.ShouldBe(i < step ? nodes[i].Value.ToArray() : [], $"value of {nodes[i]} at step {step}");
            rows[i].HasNone.ShouldBe(!nodes[i].RequiresGrad && step > nodes.Length);
            if (step <= nodes.Length || !nodes[i].RequiresGrad)
            {
                rows[i].Gradient.ShouldBeEmpty($"gradient of {nodes[i]} at step {step}");
            }
            else if (Consumers(nodes, i).All(consumer => IsVisited(nodes, consumer, step)))
            {
                rows[i].Gradient.ShouldBe(gradients[nodes[i]].Value.ToArray(), $"gradient of {nodes[i]} at step {step}");
            }
        }
    }

    private static IEnumerable<int> Consumers(Node<double>[] nodes, int node) =>
        Enumerable.Range(0, nodes.Length).Where(consumer => nodes[consumer].Inputs.Contains(nodes[node]));

    // Backward, operations come youngest first.
    private static bool IsVisited(Node<double>[] nodes, int consumer, int step)
    {
        var place = Enumerable.Range(0, nodes.Length).Count(i => i > consumer && nodes[i].Op is not null && nodes[i].RequiresGrad);
        return step >= nodes.Length + 2 + place;
    }
}

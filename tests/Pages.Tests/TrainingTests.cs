using Autograd;

namespace Pages.Tests;

/// <summary>A film of training: at each recorded step, the numbers on the page are those that the engine had there.</summary>
[TestFixture]
public class TrainingTests
{
    [Test]
    public async Task At_each_recorded_step_values_and_gradients_are_the_engines()
    {
        var recorder = new FilmRecorder<double>();
        var expected = new List<(int Step, (string Name, double[] Value, double[] Gradient)[] Nodes)>();
        Train((step, loss) =>
        {
            if (step % 10 == 0)
            {
                recorder.Record(step, loss);
                var nodes = TopologicalOrder.Of(loss).ToArray();
                var gradients = loss.Backward(wrt: [.. nodes.Where(node => node.RequiresGrad)]);
                expected.Add((step, [.. nodes.Select(node =>
                    (node.Name ?? "", node.Value.ToArray(), node.RequiresGrad ? gradients[node].Value.ToArray() : []))]));
            }
        });
        await using var film = await FilmPage.Open(recorder.ToFilm("training"), "#step=1");
        await film.Press("End");
        await film.OpenTable();
        foreach (var (step, nodes) in expected)
        {
            (await When(film)).ShouldStartWith($"step {step}: ");
            var rows = await film.Rows();
            rows.Length.ShouldBe(nodes.Length);
            foreach (var (row, (name, value, gradient)) in rows.Zip(nodes))
            {
                row.Value.ShouldBe(value, $"value of {name} at step {step}");
                row.Gradient.ShouldBe(gradient, $"gradient of {name} at step {step}");
            }

            await film.Press("Shift+ArrowRight");
        }

        (await When(film)).ShouldStartWith("step 30: ", customMessage: "the last step stays");
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task The_slider_of_training_is_moved_with_keys_and_says_the_step_and_the_loss()
    {
        await using var film = await FilmPage.Open(Recorded(), "#step=3&training=20");
        await film.Page.Locator("#moment").FocusAsync();
        (await When(film)).ShouldStartWith("step 20: loss 0.");
        await film.Press("ArrowLeft");
        (await When(film)).ShouldStartWith("step 10: ");
        (await film.Page.Locator("#moment").GetAttributeAsync("aria-valuetext")).ShouldBe(await When(film));
        (await film.Where()).Step.ShouldBe(3, "the step within the passes stays");
        film.Page.Url.ShouldEndWith("#step=3&training=10");
        await film.Press("End");
        (await When(film)).ShouldStartWith("step 30: ");
        film.ShouldBeQuiet();
    }

    [TestCase("#step=3&training=17", "step 10: ")]
    [TestCase("#step=3&training=99999", "step 30: ")]
    [TestCase("#step=3", "step 0: ")]
    [TestCase("#step=3&training=x", "step 0: ")]
    public async Task An_address_names_a_step_of_training_and_a_wrong_one_is_no_error(string address, string when)
    {
        await using var film = await FilmPage.Open(Recorded(), address);
        (await When(film)).ShouldStartWith(when);
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task A_color_means_the_same_number_at_all_steps_of_training()
    {
        await using var film = await FilmPage.Open(Recorded());
        await film.Press("End");
        var legends = new List<string[]>();
        for (var moment = 0; moment < 4; moment++)
        {
            legends.Add(await film.Page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('#side .legend')].map(legend => legend.textContent)"));
            await film.Press("Shift+ArrowRight");
        }

        legends[0].ShouldNotBeEmpty();
        legends.ShouldAllBe(legend => legend.SequenceEqual(legends[0]));
    }

    [Test]
    public async Task What_is_looked_at_stays_in_view_while_training_goes_on()
    {
        await using var film = await FilmPage.Open(Gallery.Training(), "#step=9");
        await film.Page.Locator("#side .plane").ScrollIntoViewIfNeededAsync();
        var before = await film.Page.Locator("#side .plane").BoundingBoxAsync();
        var point = await film.Page.Locator("#side .plane circle").First.GetAttributeAsync("cx");
        await film.Press("Shift+ArrowRight");
        (await film.Page.Locator("#side .plane").BoundingBoxAsync())!.Y.ShouldBe(before!.Y);
        (await film.Page.Locator("#side .plane circle").First.GetAttributeAsync("cx")).ShouldNotBe(point);
        await Microsoft.Playwright.Assertions.Expect(film.Page.Locator("#live")).ToHaveTextAsync(await When(film));
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task The_film_of_the_gallery_is_small_and_plays_without_a_message()
    {
        var training = Gallery.Training();
        training.Html.Length.ShouldBeLessThan(2_000_000);
        await using var film = await FilmPage.Open(training, "#step=1");
        var (_, steps) = await film.Where();
        for (var step = 1; step <= steps; step++)
        {
            await film.Press("Shift+ArrowRight");
            (await film.Where()).Step.ShouldBe(step);
            await film.Press("ArrowRight");
        }

        (await When(film)).ShouldStartWith("step 400: ");
        film.ShouldBeQuiet();
    }

    [Test]
    public async Task A_film_of_one_moment_has_no_slider_of_training()
    {
        await using var film = await FilmPage.Open(GalleryTests.Film("xor"));
        (await film.Page.Locator("#training").IsVisibleAsync()).ShouldBeFalse();
        await film.Press("Shift+ArrowRight");
        film.ShouldBeQuiet();
    }

    private static Film Recorded()
    {
        var recorder = new FilmRecorder<double>();
        Train((step, loss) =>
        {
            if (step % 10 == 0)
            {
                recorder.Record(step, loss);
            }
        });
        return recorder.ToFilm();
    }

    private static void Train(Action<int, Node<double>> look)
    {
        var x = Node.Constant<double>(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }).Named("x");
        Node<double> y = new double[,] { { 0 }, { 1 }, { 1 }, { 0 } };
        var w = new Parameter<double>(new[,] { { 1.2, -0.8 }, { 0.9, -1.1 } }, "W");
        var v = new Parameter<double>(new[,] { { 0.8 }, { 1.3 } }, "v");
        var optimizer = new Sgd<double>([w, v], learningRate: 2);
        for (var step = 0; step <= 30; step++)
        {
            var loss = x.MatMul(w).Sigmoid().Named("h").MatMul(v).Sigmoid().Named("p").MeanSquaredError(y).Named("loss");
            look(step, loss);
            optimizer.Step(loss.Backward());
        }
    }

    private static async Task<string> When(FilmPage film) => (await film.Page.Locator("#when").TextContentAsync())!;
}

using System.Globalization;
using Autograd;
using Microsoft.Playwright;

namespace Pages.Tests;

/// <summary>A film, open in the browser; it notes what should not happen: messages, errors, requests.</summary>
internal sealed class FilmPage : IAsyncDisposable
{
    private readonly string _file;
    private readonly List<string> _complaints;

    private FilmPage(IPage page, string file, List<string> complaints) => (Page, _file, _complaints) = (page, file, complaints);

    public IPage Page { get; }

    /// <summary>Opens a film.</summary>
    /// <param name="film">The film.</param>
    /// <param name="address">What follows the name of the file: <c>#step=3</c>.</param>
    /// <param name="width">The width of the window.</param>
    /// <param name="height">The height of the window.</param>
    /// <param name="scheme">Light or dark.</param>
    public static async Task<FilmPage> Open(
        Film film, string address = "", int width = 1280, int height = 720, ColorScheme scheme = ColorScheme.Light)
    {
        if (Chromium.Browser is not { } browser)
        {
            throw new IgnoreException(Chromium.Missing);
        }

        var file = Path.Combine(Path.GetTempPath(), $"film-{Guid.NewGuid():N}.html");
        film.Save(file);
        var complaints = new List<string>();
        var page = await browser.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = scheme,
        });
        page.Console += (_, message) => complaints.Add($"console: {message.Text}");
        page.PageError += (_, error) => complaints.Add($"error: {error}");
        page.Dialog += (_, dialog) => complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                complaints.Add($"request: {request.Url}");
            }
        };
        await page.GotoAsync(new Uri(file).AbsoluteUri + address);
        return new FilmPage(page, file, complaints);
    }

    /// <summary>The step, from 1, and how many there are.</summary>
    public async Task<(int Step, int Steps)> Where()
    {
        var parts = (await Page.Locator("#count").TextContentAsync())!.Split(" / ");
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public async Task<string> Caption() => (await Page.Locator("#caption").TextContentAsync())!;

    public Task Press(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>The rows of the table of nodes.</summary>
    public async Task<Row[]> Rows()
    {
        var rows = await Page.EvaluateAsync<string[][]>(
            """
            () => [...document.querySelectorAll('#table tbody tr')]
                .map(row => [...row.cells].map(cell => cell.classList.contains('number') ? cell.title : cell.textContent))
            """);
        return [.. rows.Select(row => new Row(row[0], Numbers(row[4]), row[5] == "none" ? [] : Numbers(row[5]), row[5] == "none"))];
    }

    /// <summary>Opens the table of nodes.</summary>
    public async Task OpenTable()
    {
        await Page.Locator("#all > summary").ClickAsync();
        await Page.Locator("#table tbody tr").First.WaitForAsync();
    }

    /// <summary>That nothing happened that should not.</summary>
    public void ShouldBeQuiet() => _complaints.ShouldBeEmpty();

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        File.Delete(_file);
    }

    private static double[] Numbers(string text) =>
    [
        .. text.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number.Replace('\u2212', '-'), CultureInfo.InvariantCulture)),
    ];

    /// <summary>A row of the table of nodes, with all digits.</summary>
    /// <param name="Name">The name of the node.</param>
    /// <param name="Value">Its elements; empty if they are not there yet.</param>
    /// <param name="Gradient">The elements of what has arrived; empty if nothing has.</param>
    /// <param name="HasNone">Whether it is said that there is no gradient.</param>
    public sealed record Row(string Name, double[] Value, double[] Gradient, bool HasNone);
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Autograd;

namespace Pages.Tests;

/// <summary>Names are text whatever is in them, and the page needs and asks for nothing.</summary>
[TestFixture]
public partial class SafetyTests
{
    private const string Markup = "</script><img src=x onerror=alert(1)><!--";
    private const string Turned = "שלום \u202E0.5 \"quoted\" & 'so' 😀";

    [Test]
    public async Task Names_with_markup_quotes_emoji_and_other_directions_are_shown_as_text_and_nothing_runs()
    {
        await using var film = await FilmPage.Open(Named().ToFilm(Markup, check: true), "#step=1");
        await film.OpenTable();
        (await film.Page.TitleAsync()).ShouldBe(Markup);
        (await film.Rows()).Select(row => row.Name).ShouldContain(Markup);
        (await film.Rows()).Select(row => row.Name).ShouldContain(Turned);
        (await film.Page.Locator("img").CountAsync()).ShouldBe(0);
        var (_, steps) = await film.Where();
        for (var step = 1; step < steps; step++)
        {
            await film.Press("ArrowRight");
        }

        (await film.Caption()).ShouldStartWith(Markup);
        film.ShouldBeQuiet();
    }

    // A number beside a name that is written from the right stays what it is.
    [Test]
    public async Task Names_are_isolated_from_the_numbers_beside_them()
    {
        await using var film = await FilmPage.Open(Named().ToFilm(), "#step=3");
        (await film.Page.Locator("#caption bdi").CountAsync()).ShouldBeGreaterThan(0);
        (await film.Page.Locator("#caption").EvaluateAsync<string>(
            "caption => [...caption.childNodes].filter(node => node.nodeName === '#text').map(node => node.data).join('')"))
            .ShouldContain("0.6");
    }

    [Test]
    public void The_page_is_one_file_that_allows_its_own_script_and_style_alone()
    {
        var html = Named().ToFilm().Html;
        foreach (var (element, directive) in new[] { ("style", "style-src"), ("script", "script-src") })
        {
            var start = html.LastIndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
            var text = html[start..html.IndexOf($"</{element}>", start, StringComparison.Ordinal)];
            html.ShouldContain($"{directive} 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'");
        }

        html.ShouldContain("default-src 'none'");
        html.ShouldNotContain(Markup);
        Address().Matches(html).Select(match => match.Value).Distinct()
            .ShouldBe(["http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"], ignoreOrder: true);
    }

    private static Node<double> Named()
    {
        var w = new Parameter<double>(0.3, Markup);
        return (w * 2).Named(Turned) + w.Relu();
    }

    [GeneratedRegex("https?://[^\"' ]+")]
    private static partial Regex Address();
}

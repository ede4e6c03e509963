using System.Globalization;
using System.Net;
using System.Text;

namespace Autograd;

/// <summary>
/// Draws the ladder of steps of a few comparisons, one of each verdict: how far the quotient at each step is from the slope found, beside
/// how far the rules are from it.
/// </summary>
internal static class LadderPicture
{
    private const int Width = 300;
    private const int Height = 250;
    private const int Left = 46;
    private const int Top = 42;
    private const int PlotWidth = Width - Left - 14;
    private const int PlotHeight = 150;

    // Differences are drawn relative to the slope, from the size of the slope down to where numbers of double end.
    private const double Least = -17;
    private const double Most = 1;

    private static readonly (Verdict Verdict, string Color)[] s_colors =
    [
        (Verdict.Mismatch, "#c62828"), (Verdict.Kink, "#b26a00"), (Verdict.DomainEdge, "#6a3fa0"), (Verdict.Inconclusive, "#5f6368"),
        (Verdict.Match, "#1b7f3b"),
    ];

    /// <summary>The picture, as SVG.</summary>
    public static string Of(
        IEnumerable<GradientComparison> comparisons, Func<GradientComparison, IReadOnlyList<(double Step, double Up, double Down)>> ladder)
    {
        var chosen = comparisons.GroupBy(comparison => comparison.Verdict)
            .Select(verdict => verdict.MaxBy(comparison => (double.IsFinite(comparison.Excess), comparison.Excess))!)
            .OrderBy(comparison => Array.FindIndex(s_colors, color => color.Verdict == comparison.Verdict))
            .ToList();
        var width = Width * Math.Max(1, chosen.Count);
        var text = new StringBuilder();
        Append(text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{Height}\" viewBox=\"0 0 {width} {Height}\" ");
        Append(text, $"font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"{width}\" height=\"{Height}\" fill=\"white\"/>\n");
        foreach (var (i, comparison) in chosen.Index())
        {
            Append(text, $"<g transform=\"translate({i * Width},0)\">\n");
            Draw(text, comparison, ladder(comparison));
            text.Append("</g>\n");
        }

        return text.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder text, GradientComparison comparison, IReadOnlyList<(double Step, double Up, double Down)> ladder)
    {
        var color = Array.Find(s_colors, color => color.Verdict == comparison.Verdict).Color;
        var scale = Math.Max(Math.Abs(comparison.Numerical), Math.Abs(comparison.Analytic));
        scale = scale > 0 && double.IsFinite(scale) ? scale : Math.Abs(ladder[0].Up) is > 0 and < double.MaxValue and var steep ? steep : 1;
        var (first, last) = (Math.Log10(ladder[^1].Step), Math.Log10(ladder[0].Step));
        var title = WebUtility.HtmlEncode($"{comparison.Verdict}: {comparison.Direction}, order {comparison.Order}");
        Append(text, $"<text x=\"{Left}\" y=\"18\" font-weight=\"bold\" fill=\"{color}\">{title}</text>\n");
        Append(text, $"<text x=\"{Left}\" y=\"33\" fill=\"#333\">");
        Append(text, $"rules {comparison.Analytic:G6}, differences {comparison.Numerical:G6}</text>\n");
        Append(text, $"<rect x=\"{Left}\" y=\"{Top}\" width=\"{PlotWidth}\" height=\"{PlotHeight}\" fill=\"none\" stroke=\"#999\"/>\n");
        for (var power = -16; power <= 0; power += 4)
        {
            Append(text, $"<line x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{Y(power):F1}\" y2=\"{Y(power):F1}\" stroke=\"#e3e3e3\"/>");
            Append(text, $"<text x=\"{Left - 5}\" y=\"{Y(power) + 4:F1}\" text-anchor=\"end\" fill=\"#333\">{Power(power)}</text>\n");
        }

        for (var power = (int)Math.Ceiling(first); power <= last; power += 2)
        {
            Append(text, $"<text x=\"{X(power):F1}\" y=\"{Top + PlotHeight + 14}\" text-anchor=\"middle\" ");
            Append(text, $"fill=\"#333\">{Power(power)}</text>\n");
        }

        Append(text, $"<text x=\"{Left + (PlotWidth / 2)}\" y=\"{Top + PlotHeight + 28}\" text-anchor=\"middle\" ");
        Append(text, $"fill=\"#333\">step</text>\n");
        Line(Math.Abs(comparison.Analytic - comparison.Numerical), color, "rules", "");
        Line(comparison.ErrorBar, "#777", "error bar", " stroke-dasharray=\"4 3\"");
        // To each side where there is a kink or an edge, else through both.
        if (comparison.Verdict is Verdict.Kink or Verdict.DomainEdge)
        {
            Points(ladder.Select(rung => (rung.Step, rung.Up)));
            Points(ladder.Select(rung => (rung.Step, rung.Down)));
        }
        else
        {
            Points(ladder.Select(rung => (rung.Step, (rung.Up + rung.Down) / 2)));
        }

        Append(text, $"\n<text x=\"{Left}\" y=\"{Height - 14}\" fill=\"#333\">off the slope by:</text>");
        Append(text, $"<text x=\"{Left + 88}\" y=\"{Height - 14}\" fill=\"#1f5fa8\">quotients</text>");
        Append(text, $"<text x=\"{Left + 144}\" y=\"{Height - 14}\" fill=\"{color}\">rules</text>");
        Append(text, $"<text x=\"{Left + 178}\" y=\"{Height - 14}\" fill=\"#777\">error bar</text>\n");

        double X(double log) => Left + ((log - first) / (last - first) * PlotWidth);

        double Log(double off) => off > 0 ? Math.Clamp(Math.Log10(off / scale), Least, Most) : Least;

        double Y(double log) => Top + ((Most - log) / (Most - Least) * PlotHeight);

        void Line(double off, string stroke, string name, string style)
        {
            if (double.IsFinite(off))
            {
                Append(text, $"<line x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{Y(Log(off)):F1}\" y2=\"{Y(Log(off)):F1}\" ");
                Append(text, $"stroke=\"{stroke}\" stroke-width=\"1.5\"{style}><title>{name}</title></line>\n");
            }
        }

        void Points(IEnumerable<(double Step, double Quotient)> quotients)
        {
            var points = quotients.Where(rung => double.IsFinite(rung.Quotient))
                .Select(rung => (X: X(Math.Log10(rung.Step)), Y: Y(Log(Math.Abs(rung.Quotient - comparison.Numerical))))).ToList();
            var pairs = string.Join(' ', points.Select(point => Pair(point.X, point.Y)));
            Append(text, $"<polyline fill=\"none\" stroke=\"#1f5fa8\" points=\"{pairs}\"/>\n");
            foreach (var point in points)
            {
                Append(text, $"<circle cx=\"{point.X:F1}\" cy=\"{point.Y:F1}\" r=\"2.5\" fill=\"#1f5fa8\"/>");
            }
        }

        static string Power(int power) => power == 0 ? "1" : string.Create(CultureInfo.InvariantCulture, $"1e{power}");

        static string Pair(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:F1},{y:F1}");
    }

    private static void Append(StringBuilder text, FormattableString words) => text.Append(words.ToString(CultureInfo.InvariantCulture));
}

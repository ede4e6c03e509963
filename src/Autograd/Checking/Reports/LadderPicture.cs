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
    // Panels stand in rows, so that the picture is not wider than a page and its text can be read.
    private const int MostInRow = 3;
    private const int Width = 330;
    private const int Height = 366;
    private const int Left = 72;
    private const int Top = 70;
    private const int PlotWidth = Width - Left - 16;
    private const int PlotHeight = 190;

    // Distances are relative to the slope. On the logarithmic axis lie also 0, below the least, and what is larger than the largest.
    private const double Zero = -18;
    private const double Larger = 2;
    private const double Least = -16.5;
    private const double Most = 1;
    private const double Padding = 1;

    private const string Ink = "#333";
    private const string Blue = "#1f5fa8";
    private const string Gray = "#666";

    private static readonly (Verdict Verdict, string Color, string Says)[] s_verdicts =
    [
        (Verdict.Mismatch, "#c62828", "the rules are off by more than the error bar"),
        (Verdict.Kink, "#b26a00", "the quotients of the two sides do not meet"),
        (Verdict.DomainEdge, "#6a3fa0", "the function ends here on one side"),
        (Verdict.Inconclusive, "#5f6368", "the differences do not decide it"),
        (Verdict.Match, "#1b7f3b", "the rules agree with the differences"),
    ];

    /// <summary>The picture, as SVG.</summary>
    public static string Of(
        IEnumerable<GradientComparison> comparisons, Func<GradientComparison, IReadOnlyList<(double Step, double Up, double Down)>> ladder)
    {
        var chosen = comparisons.GroupBy(comparison => comparison.Verdict)
            .Select(verdict => verdict.MaxBy(comparison => (double.IsFinite(comparison.Excess), comparison.Excess))!)
            .OrderBy(comparison => Array.FindIndex(s_verdicts, entry => entry.Verdict == comparison.Verdict))
            .ToList();
        var width = Width * Math.Clamp(chosen.Count, 1, MostInRow);
        var height = Height * Math.Max(1, (chosen.Count + MostInRow - 1) / MostInRow);
        var text = new StringBuilder();
        Append(text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" ");
        Append(text, $"font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n");
        foreach (var (i, comparison) in chosen.Index())
        {
            Append(text, $"<g transform=\"translate({i % MostInRow * Width},{i / MostInRow * Height})\">\n");
            Draw(text, comparison, ladder(comparison));
            text.Append("</g>\n");
        }

        return text.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder text, GradientComparison comparison, IReadOnlyList<(double Step, double Up, double Down)> ladder)
    {
        var (_, color, says) = Array.Find(s_verdicts, entry => entry.Verdict == comparison.Verdict);
        var scale = Math.Max(Math.Abs(comparison.Numerical), Math.Abs(comparison.Analytic));
        scale = scale > 0 && double.IsFinite(scale) ? scale : Math.Abs(ladder[0].Up) is > 0 and < double.MaxValue and var steep ? steep : 1;
        var (first, last) = (Math.Log10(ladder[^1].Step), Math.Log10(ladder[0].Step));
        Text(16, 20, $"{comparison.Verdict}: {comparison.Direction}, order {comparison.Order}", color, " font-weight=\"bold\"");
        Text(16, 38, FormattableString.Invariant($"rules {comparison.Analytic:G6}, differences {comparison.Numerical:G6}"), Ink);
        Text(16, 56, says, Gray, " font-style=\"italic\"");
        Append(text, $"<rect x=\"{Left}\" y=\"{Top}\" width=\"{PlotWidth}\" height=\"{PlotHeight}\" fill=\"none\" stroke=\"#999\"/>\n");
        Tick(Larger, "> 10");
        Tick(Zero, "0");
        for (var power = -16; power <= 0; power += 4)
        {
            Tick(power, Power(power));
        }

        for (var power = (int)Math.Ceiling(first); power <= last; power += 2)
        {
            Text(X(power), Top + PlotHeight + 18, Power(power), Ink, " text-anchor=\"middle\"");
        }

        Text(Left + (PlotWidth / 2), Top + PlotHeight + 37, "step of the difference quotient", Ink, " text-anchor=\"middle\"");
        var (x, y) = (17, Top + (PlotHeight / 2));
        Text(x, y, "distance from the slope, relative", Ink, $" text-anchor=\"middle\" transform=\"rotate(-90 {x} {y})\"");

        // A row of the legend each: the quotients, to each side where there is a kink or an edge, else through both; then the lines.
        if (comparison.Verdict is Verdict.Kink or Verdict.DomainEdge)
        {
            Points(0, "quotient, step up", ladder.Select(rung => (rung.Step, rung.Up)), 2.5, Blue);
            Points(1, "quotient, step down", ladder.Select(rung => (rung.Step, rung.Down)), 4.5, "none");
        }
        else
        {
            Points(0, "quotient", ladder.Select(rung => (rung.Step, (rung.Up + rung.Down) / 2)), 2.5, Blue);
        }

        Line(2, "rules", Math.Abs(comparison.Analytic - comparison.Numerical), color, "");
        Line(3, "error bar", comparison.ErrorBar, Gray, " stroke-dasharray=\"4 3\"");
        text.Append('\n');

        double X(double log) => Left + ((log - first) / (last - first) * PlotWidth);

        double Y(double log) => Top + ((Larger + Padding - log) / (Larger - Zero + (2 * Padding)) * PlotHeight);

        double Log(double off) => Math.Log10(off / scale) switch { < Least => Zero, > Most => Larger, var log => log };

        void Tick(double log, string words)
        {
            Append(text, $"<line x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{Y(log):F1}\" y2=\"{Y(log):F1}\" stroke=\"#e3e3e3\"/>");
            Text(Left - 6, Y(log) + 4, words, Ink, " text-anchor=\"end\"");
        }

        void Line(int place, string name, double off, string stroke, string style)
        {
            var (at, isThere) = (Legend(place, name, double.IsFinite(off)), double.IsFinite(off));
            Stroke(at.X, at.X + 20, at.Y);
            if (isThere)
            {
                Stroke(Left, Left + PlotWidth, Y(Log(off)));
            }

            void Stroke(double x1, double x2, double y)
            {
                Append(text, $"<line x1=\"{x1}\" x2=\"{x2}\" y1=\"{y:F1}\" y2=\"{y:F1}\" ");
                Append(text, $"stroke=\"{stroke}\" stroke-width=\"2\"{style}/>\n");
            }
        }

        void Points(int place, string name, IEnumerable<(double Step, double Quotient)> quotients, double radius, string fill)
        {
            var points = quotients.Where(rung => double.IsFinite(rung.Quotient))
                .Select(rung => (X: X(Math.Log10(rung.Step)), Y: Y(Log(Math.Abs(rung.Quotient - comparison.Numerical))))).ToList();
            var at = Legend(place, name, points.Count > 0);
            var pairs = string.Join(' ', points.Select(point => FormattableString.Invariant($"{point.X:F1},{point.Y:F1}")));
            Append(text, $"<polyline fill=\"none\" stroke=\"{Blue}\" points=\"{pairs}\"/>\n");
            foreach (var point in points.Append((X: at.X + 10, at.Y)))
            {
                Append(text, $"<circle cx=\"{point.X:F1}\" cy=\"{point.Y:F1}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"{Blue}\"/>");
            }
        }

        // Two columns and two rows; what is no number is not in the picture, and that is said.
        (double X, double Y) Legend(int place, string name, bool isThere)
        {
            var at = (X: place < 2 ? 16.0 : 216, Y: Top + PlotHeight + 62.0 + (place % 2 * 20));
            Text(at.X + 26, at.Y + 4, isThere ? name : $"{name}: none", Ink);
            return at;
        }

        void Text(double x, double y, string words, string fill, string style = "") =>
            Append(text, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" fill=\"{fill}\"{style}>{WebUtility.HtmlEncode(words)}</text>\n");

        static string Power(int power) => power == 0 ? "1" : string.Create(CultureInfo.InvariantCulture, $"1e{power}");
    }

    private static void Append(StringBuilder text, FormattableString words) => text.Append(words.ToString(CultureInfo.InvariantCulture));
}

using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>Comparisons as aligned text.</summary>
internal static class ComparisonTable
{
    private static readonly string[] s_headings = ["verdict", "order", "by", "rules", "differences", "error", "relative", "remainder", ""];

    /// <summary>Appends a heading and one line for each comparison; nothing if there are none.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<GradientComparison> comparisons)
    {
        if (comparisons.Count == 0)
        {
            return;
        }

        string[][] rows = [s_headings, .. comparisons.Select(Row)];
        var widths = Enumerable.Range(0, s_headings.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            text.Append('\n');
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                var (cell, width) = (row[column], widths[column]);
                line.Append("  ").Append(IsWords(column) ? cell.PadRight(width) : cell.PadLeft(width));
            }

            text.Append(line.ToString().TrimEnd());
        }
    }

    // The verdict, the direction and the note start on the left; numbers end on the right.
    private static bool IsWords(int column) => column is 0 or 2 or 8;

    private static string[] Row(GradientComparison comparison) =>
    [
        comparison.Verdict.ToString(),
        comparison.Order.ToString(CultureInfo.InvariantCulture),
        comparison.Direction,
        Number(comparison.Analytic, "G7"),
        Number(comparison.Numerical, "G7"),
        "+- " + Number(comparison.ErrorBar, "0E+0"),
        Number(comparison.RelativeError, "0.0E+0"),
        double.IsNaN(comparison.RemainderOrder) ? "" : Number(comparison.RemainderOrder, "0.0"),
        comparison.Note ?? "",
    ];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

using System.Numerics;
using Autograd;
using ScottPlot;
using ScottPlot.TickGenerators;
using BarPlot = ScottPlot.Plottables.BarPlot;
using FillY = ScottPlot.Plottables.FillY;
using Heatmap = ScottPlot.Plottables.Heatmap;
using Scatter = ScottPlot.Plottables.Scatter;

// What samples that draw have in common. To include: #:include shared/Picture.cs and #:package ScottPlot

/// <summary>The picture of a sample, panels in rows and columns, and its last line.</summary>
/// <remarks>
/// The picture is samples/output/Name.png. With the argument <c>--short</c> a sample does as little as shows what it claims, for tests,
/// and its picture goes to samples/output/short. The fonts come along, because a machine without any would draw no text.
/// </remarks>
internal sealed class Picture
{
    private const string Font = "Font of the samples";
    private readonly List<Panel> _panels = [];
    private readonly (int Rows, int Columns) _grid;
    private readonly PixelSize _size;

    /// <param name="args">The arguments of the program.</param>
    /// <param name="rows">How many panels stand above each other.</param>
    /// <param name="columns">How many panels stand beside each other.</param>
    /// <param name="width">The width of a panel in pixels.</param>
    /// <param name="height">The height of a panel in pixels.</param>
    public Picture(string[] args, int rows = 1, int columns = 1, int width = 560, int height = 440)
    {
        Short = args.Contains("--short");
        _grid = (rows, columns);
        _size = new(columns * width, rows * height);
        var fonts = Path.Combine(Samples, "shared", "fonts");
        Fonts.AddFontFile(Font, Path.Combine(fonts, "DejaVuSans.ttf"), bold: false, italic: false);
        Fonts.AddFontFile(Font, Path.Combine(fonts, "DejaVuSans-Bold.ttf"), bold: true, italic: false);
        Fonts.Default = Font;
    }

    /// <summary>The folder of the samples.</summary>
    public static string Samples => (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

    /// <summary>Whether the sample is to do as little as shows what it claims.</summary>
    public bool Short { get; }

    /// <summary>The next panel, row by row from the left.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="x">What goes to the right; without <paramref name="y"/> too, there are no axes.</param>
    /// <param name="y">What goes up.</param>
    /// <param name="logarithmic">Whether steps upward are powers of ten.</param>
    public Panel Panel(string title, string? x = null, string? y = null, bool logarithmic = false)
    {
        var panel = new Panel(title, x, y, logarithmic);
        _panels.Add(panel);
        return panel;
    }

    /// <summary>Writes the picture, and the last line of the sample: what it claims, and where the picture is.</summary>
    public void Save(string claim)
    {
        var name = Path.GetFileNameWithoutExtension((string)AppContext.GetData("EntryPointFilePath")!);
        var folder = Directory.CreateDirectory(Path.Combine(Samples, "output", Short ? "short" : "")).FullName;
        var file = Path.Combine(folder, name + ".png");
        var all = new Multiplot { Layout = new ScottPlot.MultiplotLayouts.Grid(_grid.Rows, _grid.Columns) };
        all.Reset(_panels[0].Plot);
        foreach (var panel in _panels)
        {
            // The first drawing measures the axes without their numbers.
            panel.MarkPowers();
            panel.Plot.RenderInMemory((int)_size.Width / _grid.Columns, (int)_size.Height / _grid.Rows);
            if (panel != _panels[0])
            {
                all.AddPlot(panel.Plot);
            }
        }

        all.SavePng(file, (int)_size.Width, (int)_size.Height);
        Console.WriteLine($"{claim} The picture is {Path.GetRelativePath(Environment.CurrentDirectory, file)}.");
    }
}

/// <summary>One plot of a picture.</summary>
internal sealed class Panel
{
    // Told apart by everybody: M. Okabe, K. Ito, Color Universal Design (2002).
    private static readonly ScottPlot.Palettes.Custom s_colors =
        new(["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#000000", "#f0e442"]);

    private readonly bool _logarithmic;

    internal Panel(string title, string? x, string? y, bool logarithmic)
    {
        _logarithmic = logarithmic;
        Plot.Add.Palette = s_colors;
        Plot.Title(title, size: 15);
        Plot.HideLegend();
        if (x is null && y is null)
        {
            Plot.HideGrid();
            foreach (var axis in Plot.Axes.GetAxes())
            {
                axis.IsVisible = false;
            }
        }
        else
        {
            Plot.XLabel(x ?? "", size: 13);
            Plot.YLabel(y ?? "", size: 13);
            Plot.Axes.Bottom.Label.Bold = Plot.Axes.Left.Label.Bold = false;
        }
    }

    /// <summary>All that can be drawn.</summary>
    public Plot Plot { get; } = new();

    /// <summary>A line through points; a name puts it into the legend.</summary>
    public Scatter Line<TX, TY>(IEnumerable<TX> x, IEnumerable<TY> y, string? name = null, bool dashed = false)
        where TX : INumber<TX>
        where TY : INumber<TY>
    {
        var line = Plot.Add.ScatterLine(Numbers(x), Heights(y));
        line.LineWidth = 2;
        line.LinePattern = dashed ? LinePattern.Dashed : LinePattern.Solid;
        line.LegendText = name ?? "";
        return line;
    }

    /// <summary>Points alone.</summary>
    public Scatter Dots<TX, TY>(IEnumerable<TX> x, IEnumerable<TY> y, string? name = null, float size = 5)
        where TX : INumber<TX>
        where TY : INumber<TY>
    {
        var dots = Plot.Add.ScatterPoints(Numbers(x), Heights(y));
        dots.MarkerSize = size;
        dots.LegendText = name ?? "";
        return dots;
    }

    /// <summary>The area between two lines.</summary>
    public FillY Band<TX, TY>(IEnumerable<TX> x, IEnumerable<TY> lower, IEnumerable<TY> upper, string? name = null)
        where TX : INumber<TX>
        where TY : INumber<TY>
    {
        var band = Plot.Add.FillY(Numbers(x), Heights(lower), Heights(upper));
        band.FillColor = Color.FromHex("#0072b2").WithAlpha(0.25);
        band.LineWidth = 0;
        band.LegendText = name ?? "";
        return band;
    }

    /// <summary>Bars at 0, 1, 2...</summary>
    public BarPlot Bars<T>(IEnumerable<T> heights)
        where T : INumber<T>
    {
        var bars = Plot.Add.Bars(Heights(heights));
        foreach (var bar in bars.Bars)
        {
            bar.LineWidth = 0;
        }

        WholeNumbers();
        Plot.Axes.Margins(bottom: 0);
        return bars;
    }

    /// <summary>Numbers below the panel at whole numbers alone: epochs, classes, counts.</summary>
    public void WholeNumbers() => Plot.Axes.Bottom.TickGenerator = new NumericAutomatic
    {
        IntegerTicksOnly = true,
        MinorTickGenerator = new EvenlySpacedMinorTickGenerator(1),
    };

    /// <summary>A matrix in colors from white to blue, or blue over white to red where it has both signs; row 0 is on top.</summary>
    public Heatmap Map<T>(NdArray<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numbers = Numbers(matrix.ToArray());
        var map = Plot.Add.Heatmap(NdArray.Wrap(matrix.Shape, numbers).ToArray2D());
        var (largest, signed) = (numbers.Max(Math.Abs), numbers.Any(number => number < 0));
        var (blue, red) = (Color.FromHex("#1f4e9c"), Color.FromHex("#c03a2b"));
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated(signed ? [red, Colors.White, blue] : [Colors.White, blue]);
        map.ManualRange = new(signed ? -largest : 0, largest);
        Plot.Axes.Margins(0, 0);
        return map;
    }

    /// <summary>Framed images of shape (images, height, width), so many beside each other, in the colors of <see cref="Map"/>.</summary>
    public Heatmap Images<T>(Node<T> images, int beside)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Each pixel is four by four of the map, and the frame half a pixel wide, of no number.
        var (count, height, width) = images.Shape;
        var large = images.Reshape([count, height, 1, width, 1]).BroadcastTo([count, height, 4, width, 4]);
        var framed = large.Reshape([count, 4 * height, 4 * width]).Pad([0, 1, 1], [0, 1, 1], T.NaN);
        var rows = framed.Reshape([count / beside, beside, (4 * height) + 2, (4 * width) + 2]).Transpose([0, 2, 1, 3]);
        var map = Map(rows.Reshape([-1, beside * ((4 * width) + 2)]).Value);
        map.NaNCellColor = Colors.LightGray;
        Plot.Axes.Margins(0.04, 0.04);
        Plot.Axes.SquareUnits();
        return map;
    }

    /// <summary>Names below the columns of a map, and beside its rows from the top.</summary>
    public void NameCells(string[] columns, string[] rows)
    {
        Plot.Axes.Bottom.SetTicks([.. columns.Select((_, i) => (double)i)], columns);
        Plot.Axes.Left.SetTicks([.. rows.Select((_, i) => (double)(rows.Length - 1 - i))], rows);
    }

    /// <summary>Shows the names, in a corner that is free.</summary>
    public void Legend(Alignment corner)
    {
        Plot.ShowLegend(corner);
        Plot.Legend.FontSize = 12;

        // With less, the first name is cut at its top.
        Plot.Legend.Padding = new PixelPadding(8);
    }

    // Powers of ten, about eight of them at most; of few, two and five times them too.
    internal void MarkPowers()
    {
        if (!_logarithmic)
        {
            return;
        }

        Plot.RenderInMemory();
        var limits = Plot.Axes.GetLimits();
        var (least, most) = ((int)Math.Floor(limits.Bottom), (int)Math.Ceiling(limits.Top));
        int[] factors = limits.VerticalSpan < 3 ? [1, 2, 5] : [1];
        var step = 1 + ((most - least) / 8);
        var marks =
            from power in Enumerable.Range(0, 1 + ((most - least) / step)).Select(i => least + (i * step))
            from factor in factors
            let height = power + Math.Log10(factor)
            where height >= limits.Bottom && height <= limits.Top
            select new Tick(height, power is > -4 and < 5 ? $"{factor * Math.Pow(10, power):G3}" : $"{factor}e{power}");
        Plot.Axes.Left.TickGenerator = new NumericManual(marks.ToArray());
    }

    private static double[] Numbers<T>(IEnumerable<T> numbers)
        where T : INumber<T> => [.. numbers.Select(double.CreateChecked)];

    private double[] Heights<T>(IEnumerable<T> y)
        where T : INumber<T> => [.. _logarithmic ? Numbers(y).Select(Math.Log10) : Numbers(y)];
}

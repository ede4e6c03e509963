using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Autograd.Tests;

/// <summary>The data in a film's page.</summary>
[TestFixture]
public partial class FilmTests
{
    [Test]
    public void Arrays_are_exact_also_where_JSON_has_no_number()
    {
        var x = new Parameter<double>(new[] { 0.1, double.NaN, double.PositiveInfinity, -0.0 }, "x");
        var data = DataOf(x.Sum().ToFilm());
        Array(data, NodesOf(data)[0].GetProperty("value").GetInt32())
            .Select(BitConverter.DoubleToInt64Bits).ShouldBe(x.Value.ToArray().Select(BitConverter.DoubleToInt64Bits));
    }

    [Test]
    public void A_large_array_is_sampled_and_says_what_is_in_all_of_it()
    {
        var next = 0;
        var x = new Parameter<double>(NdArray.Generate<double>([128, 100], () => next++ == 5 ? -7 : 0.5), "x");
        var data = DataOf(x.Sum().ToFilm());
        var array = data.GetProperty("arrays")[NodesOf(data)[0].GetProperty("value").GetInt32()];
        array.GetProperty("rows").GetArrayLength().ShouldBe(64);
        array.GetProperty("columns")[63].GetInt32().ShouldBe(99);
        array.GetProperty("all").GetProperty("min").GetDouble().ShouldBe(-7);
        array.GetProperty("all").GetProperty("mean").GetDouble().ShouldBe(((0.5 * 12799) - 7) / 12800, 1e-12);
    }

    [Test]
    public void What_one_array_is_used_for_twice_is_written_once()
    {
        var data = DataOf(StoryboardTests.FanOut(0.4).U3.ToFilm());
        var arrays = data.GetProperty("arrays").EnumerateArray().Select(array => array.GetRawText()).ToArray();
        arrays.Distinct().Count().ShouldBe(arrays.Length);
    }

    [Test]
    public void A_cut_says_where_it_is_and_a_stable_operation_what_it_stands_for()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 }, "x");
        var total = x.Sum().Named("total");
        var nodes = NodesOf(DataOf((x.Softmax().Log().Sum() * total.StopGradient()).ToFilm())).EnumerateArray().ToList();
        nodes.Single(node => node.GetProperty("kind").GetString() == "cut").GetProperty("cutFrom").GetString().ShouldBe("total");
        nodes.ShouldContain(node => node.GetProperty("replaced").GetString() == "Log(Softmax(z))");
    }

    [Test]
    public void A_wrong_rule_is_marked_where_the_film_is_checked()
    {
        var x = new Parameter<double>(0.4, "x");
        var nodes = NodesOf(DataOf(new Forgetful().Apply(x.Exp()).ToFilm(check: true)));
        nodes[1].GetProperty("check").GetProperty("verdict").GetString().ShouldBe("right");
        nodes[2].GetProperty("check").GetProperty("verdict").GetString().ShouldBe("wrong");
        nodes[2].GetProperty("check").GetProperty("finding").GetString().ShouldNotBeNullOrEmpty();
    }

    [Test]
    public void Ten_thousand_pieces_of_an_array_do_not_make_ten_thousand_arrays()
    {
        var x = new Parameter<double>(new double[1000], "x");
        var loss = Enumerable.Range(1, 999).Aggregate((Node<double>)x[0], (sum, i) => sum + x[i]);
        loss.ToFilm().Html.Length.ShouldBeLessThan(5_000_000);
    }

    [Test]
    public void The_page_is_the_same_in_every_culture_and_in_two_runs()
    {
        var loss = StoryboardTests.Layer();
        var page = loss.ToFilm().Html;
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            loss.ToFilm().Html.ShouldBe(page);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Parts_of_a_larger_graph_are_those_of_its_parameters_where_none_were_named()
    {
        var parameters = new ParameterSet<double>();
        var h = Node.Constant<double>(new[] { 0.5, -1 });
        for (var layer = 0; layer < 10; layer++)
        {
            var part = parameters.Under("encoder").Under($"{layer}");
            h = ((h * part.Add("weight", 0.7)) + part.Add("bias", 0.1)).Tanh();
        }

        var names = DataOf(h.Sum().ToFilm()).GetProperty("views").EnumerateArray()
            .Select(view => view.GetProperty("name").GetString()).ToList();
        names.ShouldBe(["", "encoder", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        var small = ((Node<double>)parameters["encoder.0.weight"] * 2).Tanh();
        DataOf(small.ToFilm()).GetProperty("views").GetArrayLength().ShouldBe(1, "a small graph is seen at once");
        using (Parts.Named("mine"))
        {
            h = (h * 2).Tanh();
        }

        DataOf(h.Sum().ToFilm()).GetProperty("views").EnumerateArray().Select(view => view.GetProperty("name").GetString())
            .ShouldBe(["", "mine"]);
    }

    [Test]
    public void A_constant_has_no_film()
    {
        Node<double> constant = 2;
        Should.Throw<GradientException>(() => constant.ToFilm());
    }

    [Test]
    public void Floats_are_floats()
    {
        var w = new Parameter<float>(0.1f, "w");
        var data = DataOf(w.Square().ToFilm());
        data.GetProperty("type").GetString().ShouldBe("float");
        Convert.FromBase64String(data.GetProperty("arrays")[0].GetProperty("data").GetString()!).ShouldBe(BitConverter.GetBytes(0.1f));
    }

    private static JsonElement DataOf(Film film) => JsonDocument.Parse(Data().Match(film.Html).Groups[1].Value).RootElement;

    private static JsonElement NodesOf(JsonElement data) => data.GetProperty("moments")[0].GetProperty("nodes");

    private static double[] Array(JsonElement data, int number) =>
    [
        .. Convert.FromBase64String(data.GetProperty("arrays")[number].GetProperty("data").GetString()!)
            .Chunk(8).Select(bytes => BitConverter.ToDouble(bytes)),
    ];

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    /// <summary>y = x^2 with a rule that forgets the 2.</summary>
    private sealed record Forgetful : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = x[i] * x[i];
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x;
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Autograd;

namespace Ops.Tests;

/// <summary>A film of each operation of the library can be made, and what it says of it is there and true.</summary>
[TestFixture]
public partial class FilmTableTests
{
    private static readonly JsonElement s_formulas =
        JsonDocument.Parse(File.ReadAllText(SourceFolder.Of("src/Ops/formulas.json"))).RootElement;

    private static readonly string[] s_formulaNames = [.. s_formulas.EnumerateObject().Select(formula => formula.Name)];

    private static IEnumerable<GradientRow> FirstRows => GradientTable.Rows.DistinctBy(row => row.Operation);

    [TestCaseSource(nameof(FirstRows))]
    public void A_film_of_the_operation_is_made_with_its_sentence_and_its_numbers(GradientRow row)
    {
        var inputs = Array.ConvertAll(row.Inputs, (Node<double> (input) => new Parameter<double>(input)));
        var output = row.Function(inputs);
        if (!output.RequiresGrad)
        {
            Should.Throw<GradientException>(() => output.Sum().ToFilm());
            return;
        }

        var film = output.ToFilm(row.Operation, seed: NdArray.Ones<double>(output.Shape));
        var data = JsonDocument.Parse(Data().Match(film.Html).Groups[1].Value).RootElement;
        var operations = data.GetProperty("operations");
        var nodes = data.GetProperty("moments")[0].GetProperty("nodes");
        foreach (var node in nodes.EnumerateArray().Where(node => node.GetProperty("kind").GetString() == "operation"))
        {
            operations.GetProperty(node.GetProperty("told").GetString()!).GetProperty("words").GetString().ShouldNotBeNullOrWhiteSpace();
            data.GetProperty("arrays")[node.GetProperty("value").GetInt32()].GetProperty("data").GetString().ShouldNotBeNull();
        }

        nodes.EnumerateArray().Last().TryGetProperty("gradient", out _).ShouldBeTrue();
    }

    // Values and slopes of the formula, at the points of the table, against the operation and its rule.
    [TestCaseSource(nameof(s_formulaNames))]
    public void The_formula_that_films_show_is_the_operations(string operation)
    {
        var formula = s_formulas.GetProperty(operation);
        AllOperations.Records.ShouldContain(record => record.Name == operation);
        if (!formula.TryGetProperty("value", out var value))
        {
            (formula.TryGetProperty("says", out _) || formula.TryGetProperty("gives", out _)).ShouldBeTrue();
            return;
        }

        var op = (Op)Activator.CreateInstance(AllOperations.Records.Single(record => record.Name == operation), nonPublic: true)!;
        for (var i = 0; i < 5; i++)
        {
            double[] numbers = [0.3 + (0.4 * i), 1.7 - (0.3 * i)];
            var count = value.GetRawText().Contains("\"b\"", StringComparison.Ordinal) ? 2 : 1;
            Parameter<double>[] parameters = [.. numbers.Take(count).Select(number => new Parameter<double>(number))];
            var output = op.Apply<double>([.. parameters]);
            var names = new Dictionary<string, double> { ["a"] = numbers[0], ["b"] = numbers[1], ["y"] = output.Scalar };
            Evaluate(value, names).ShouldBe(output.Scalar, 1e-14);
            var gradients = output.Backward();
            for (var argument = 0; argument < count && formula.TryGetProperty("slopes", out var slopes); argument++)
            {
                Evaluate(slopes[argument], names).ShouldBe(gradients[parameters[argument]].Scalar, 1e-13);
            }
        }
    }

    private static double Evaluate(JsonElement term, Dictionary<string, double> names)
    {
        if (term.ValueKind != JsonValueKind.Array)
        {
            return term.ValueKind == JsonValueKind.Number ? term.GetDouble() : names[term.GetString()!];
        }

        var x = Evaluate(term[1], names);
        var y = term.GetArrayLength() > 2 ? Evaluate(term[2], names) : double.NaN;
        return term[0].GetString() switch
        {
            "+" => x + y,
            "-" => double.IsNaN(y) ? -x : x - y,
            "*" => x * y,
            "/" => x / y,
            "^" => Math.Pow(x, y),
            "exp" => Math.Exp(x),
            "log" => Math.Log(x),
            "sqrt" => Math.Sqrt(x),
            "sin" => Math.Sin(x),
            "cos" => Math.Cos(x),
            "tanh" => Math.Tanh(x),
            "sigmoid" => 1 / (1 + Math.Exp(-x)),
            "abs" => Math.Abs(x),
            "max" => Math.Max(x, y),
            "min" => Math.Min(x, y),
            var other => throw new InvalidOperationException($"{other}: no such operator in formulas"),
        };
    }

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}

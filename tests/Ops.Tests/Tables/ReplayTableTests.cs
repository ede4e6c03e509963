using Autograd;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class ReplayTableTests
{
    private static IEnumerable<GradientRow> Rows => GradientTable.Rows;

    [TestCaseSource(nameof(Rows))]
    public void A_replay_of_an_operation_and_its_gradients_equals_eager_code_at_another_point(GradientRow row)
    {
        var (_, function, inputs) = row;
        var parameters = Array.ConvertAll(inputs, input => new Parameter<double>(input));
        IReadOnlyList<Node<double>> Compute()
        {
            var value = function(parameters);
            var gradients = value.Backward(seed: Node.Constant(NdArray.Full(value.Shape, 0.7)), differentiable: true);
            var each = parameters.Where(gradients.ContainsKey).Select(parameter => gradients[parameter]).ToList();
            var second = each.Where(gradient => gradient.RequiresGrad)
                .SelectMany(gradient => gradient.Backward(seed: Node.Constant(NdArray.Full(gradient.Shape, 0.3))))
                .Where(pair => parameters.Contains(pair.Key))
                .Select(pair => pair.Value);
            return [value, .. each, .. second];
        }

        Replay<double> replay;
        try
        {
            replay = Replay.Of(Compute);
        }
        catch (ReplayException refusal)
        {
            refusal.Message.ShouldMatch("^(Dropout|Initialize|BatchNorm|Sort|MaskedSelect|[A-Za-z]+Distribution): cannot be replayed");
            return;
        }

        Moved(parameters);
        replay.Run();
        replay.Results.Select(result => result.Value).ShouldBe(Compute().Select(result => result.Value));
    }

    [TestCaseSource(nameof(Rows))]
    public void Values_that_nobody_needs_any_more_may_be_written_over(GradientRow row)
    {
        var (_, function, inputs) = row;
        var parameters = Array.ConvertAll(inputs, input => new Parameter<double>(input));
        IReadOnlyList<Node<double>> Compute() => [function([.. parameters.Select(parameter => parameter * 1)])];
        Replay<double> replay;
        try
        {
            replay = Replay.Of(Compute);
        }
        catch (ReplayException)
        {
            return;
        }

        Moved(parameters);
        replay.Run();
        replay.Results[0].Value.ShouldBe(Compute()[0].Value);
    }

    private static void Moved(Parameter<double>[] parameters)
    {
        foreach (var parameter in parameters)
        {
            var moved = parameter.Value.ToArray();
            for (var i = 0; i < moved.Length; i++)
            {
                moved[i] *= 0.97 + (0.001 * (i % 7));
            }

            parameter.Update(new NdArray<double>(parameter.Shape, moved));
        }
    }
}

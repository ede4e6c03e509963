using Autograd;

namespace Samples.Tests;

/// <summary>The layers that samples share, against PyTorch's; a parameter of n elements holds sin(1 + k) / 2, sin(2 + k) / 2...</summary>
[TestFixture]
public class LayersTests
{
    [Test]
    public void An_lstm_cell_is_that_of_PyTorch()
    {
        var parameters = new ParameterSet<float>();
        var cell = new LstmCell(parameters, 2, 3, new Random(1));
        Fill(parameters, ("input", 0), ("state", 1), ("bias", 2));
        var (state, memory) = cell.Apply(Row(0.5f, -1), Row(0.1f, -0.2f, 0.3f), Row(0.4f, 0.5f, -0.6f));
        ShouldBeClose(state, [0.13233522, 0.09826974, -0.37276513]);
        ShouldBeClose(memory, [0.34919444, 0.17290668, -0.61631116]);
    }

    // By the formulas of the paper, in another program: PyTorch's unit multiplies by the reset gate after the product.
    [Test]
    public void A_gated_recurrent_unit_is_that_of_the_paper()
    {
        var parameters = new ParameterSet<float>();
        var cell = new GruCell(parameters, 2, 3, new Random(1));
        Fill(parameters, ("gates.weight", 0), ("gates.bias", 1), ("candidate.weight", 2), ("candidate.bias", 3));
        ShouldBeClose(cell.Apply(Row(0.5f, -1), Row(0.1f, -0.2f, 0.3f)), [-0.0346935, -0.48241607, -0.11886778]);
    }

    [Test]
    public void Attention_of_several_heads_is_that_of_PyTorch()
    {
        var parameters = new ParameterSet<float>();
        var attention = new MultiHeadAttention(parameters, 4, 2, new Random(1));
        Fill(parameters, ("queries.weight", 0), ("queries.bias", 1), ("keys.weight", 2), ("keys.bias", 3),
            ("values.weight", 4), ("values.bias", 5), ("output.weight", 6), ("output.bias", 7));
        Node<float> x = Sines([1, 3, 4], 8);
        float[] last = [0.4641527f, 0.07372474f, -0.38448543f, -0.48920146f];
        ShouldBeClose(attention.Apply(x), [0.46394551, 0.07341668, -0.38461111, -0.48902922,
            0.46375639, 0.07310177, -0.38476229, -0.48887767, .. last]);
        ShouldBeClose(attention.Apply(x, causal: true), [0.48482822, 0.08795925, -0.38977906, -0.50915629,
            0.46546697, 0.0834008, -0.37534369, -0.48899892, .. last]);
    }

    [Test]
    public void All_of_them_learn_together_and_every_parameter_gets_a_gradient()
    {
        var random = new Random(1);
        var parameters = new ParameterSet<float>();
        var block = new ConvolutionBlock(parameters.Under("block"), 1, 4, random);
        var embedding = new Embedding(parameters.Under("embedding"), 5, 4, random);
        var norm = new LayerNorm(parameters.Under("norm"), 4);
        var attention = new MultiHeadAttention(parameters.Under("attention"), 4, 2, random);
        var cell = new GruCell(parameters.Under("cell"), 4, 4, random);
        var output = new Dense(parameters.Under("output"), 8, 2, random);
        Node<float> images = Initialize.Normal<float>([6, 1, 4, 4], random);
        int[,] words = { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 4 }, { 4, 0 }, { 0, 2 } };
        Node<float> Loss()
        {
            var seen = block.Apply(images, training: true).Mean([2, 3]);
            var read = attention.Apply(norm.Apply(embedding.Apply(words)), causal: true);
            var state = cell.Apply(read[.., 1], cell.Apply(read[.., 0], NdArray.Zeros<float>([6, 4])));
            return output.Apply(Node.Concat([seen, state], axis: -1)).SoftmaxCrossEntropy([0, 1, 0, 1, 0, 1]);
        }

        var before = Loss().Scalar;
        var optimizer = new Adam<float>(parameters, 0.02);
        for (var step = 0; step < 100; step++)
        {
            optimizer.Step(Loss().Backward());
        }

        Loss().Scalar.ShouldBeLessThan(before / 10);
    }

    private static Node<float> Row(params float[] elements) => new NdArray<float>([1, elements.Length], elements);

    private static NdArray<float> Sines(Shape shape, int k) =>
        new(shape, [.. Enumerable.Range(1, shape.Size).Select(i => MathF.Sin(i + k) / 2)]);

    private static void Fill(ParameterSet<float> parameters, params (string Path, int K)[] fillings)
    {
        fillings.Length.ShouldBe(parameters.Count);
        foreach (var (path, k) in fillings)
        {
            parameters[path].Update(Sines(parameters[path].Shape, k));
        }
    }

    private static void ShouldBeClose(Node<float> node, double[] expected) =>
        node.Value.ToArray().Select(element => (double)element).ShouldBe(expected, 1e-6);
}

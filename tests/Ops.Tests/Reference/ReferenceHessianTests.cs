using Autograd;

namespace Ops.Tests;

/// <summary>Hessian-vector products against the reference file, and of a network against differences of gradients.</summary>
[TestFixture]
public class ReferenceHessianTests
{
    private static IEnumerable<ReferenceCase> Cases => ReferenceCase.All.Where(reference => reference.Hvp.Length > 0);

    // The file's second derivative of lgamma ends its series early.
    [TestCaseSource(nameof(Cases))]
    public void A_Hessian_vector_product_is_that_of_the_file(object given)
    {
        var reference = (ReferenceCase)given;
        var products = Derivative.HessianVectorProduct(
            x => (ReferenceOperations.Apply(reference, [.. x])! * reference.Upstream).Sum(),
            Array.ConvertAll(reference.Inputs, Node.Constant),
            Array.ConvertAll(reference.Vectors, Node.Constant));
        foreach (var (product, expected) in products.Zip(reference.Hvp))
        {
            var tolerance = (reference.Op == "lgamma" ? 1e-9 : 1e-12) * expected.ToArray().Max(Math.Abs);
            product.Value.ToArray().ShouldBe(expected.ToArray(), tolerance + 1e-15);
        }
    }

    [Test]
    public void The_Hessian_of_a_network_is_that_of_differences_of_its_gradients()
    {
        var random = new Random(3);
        var (pixels, labels) = Digits(200);
        ParameterSet<double> parameters = new();
        var w1 = parameters.Add("w1", Initialize.He<double>([64, 32], random));
        var b1 = parameters.Add("b1", Initialize.Normal<double>([32], random, standardDeviation: 0.1));
        var w2 = parameters.Add("w2", Initialize.Glorot<double>([32, 10], random));
        var b2 = parameters.Add("b2", Initialize.Normal<double>([10], random, standardDeviation: 0.1));
        Node<double> Loss() => ((pixels.MatMul(w1) + b1).Tanh().MatMul(w2) + b2).SoftmaxCrossEntropy(labels);
        var hessian = Derivative.HessianProduct(Loss(), parameters);
        for (var k = 0; k < 5; k++)
        {
            var v = new Gradients<double>(parameters.Select(parameter =>
                KeyValuePair.Create<Node<double>, Node<double>>(parameter, Initialize.Normal<double>(parameter.Shape, random))));
            var product = hessian.Times(v);
            var copies = parameters.ToDictionary(parameter => parameter, parameter => parameter.Value.Copy());
            Gradients<double> At(double step)
            {
                foreach (var (parameter, value) in copies)
                {
                    parameter.Update((Node.Constant(value) + (step * v[parameter])).Value);
                }

                return Loss().Backward(parameters);
            }

            // Central differences of exact gradients, extrapolated: the error is of order step^4.
            const double Step = 1e-3;
            var quotient = ((8 * (At(Step) + (-1 * At(-Step)))) + (-1 * (At(2 * Step) + (-1 * At(-2 * Step))))) / (12 * Step);
            (product + (-1 * quotient)).Norm().ShouldBeLessThan(1e-8 * product.Norm());
            At(0);
            hessian = Derivative.HessianProduct(Loss(), parameters);
        }
    }

    private static (Node<double> Pixels, IntList Labels) Digits(int count)
    {
        using var stream = new System.IO.Compression.GZipStream(
            File.OpenRead(SourceFolder.Of("samples/data/digits.csv.gz")), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        var rows = new double[count][];
        for (var k = 0; k < count; k++)
        {
            rows[k] = Array.ConvertAll(
                reader.ReadLine()!.Split(','), text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        }

        return (NdArray.FromRows<double>([.. rows.Select(row => row[..64].Select(pixel => pixel / 16).ToArray())]),
            rows.Select(row => (int)row[64]).ToArray());
    }
}

namespace Autograd.Tests;

[TestFixture]
public class OptimizerTests
{
    [TestCase("Sgd")]
    [TestCase("Adam")]
    [TestCase("AdamW")]
    [TestCase("RmsProp")]
    [TestCase("Adagrad")]
    public void An_optimizer_that_is_given_the_steps_and_the_state_of_another_goes_on_with_the_same_bits(string name)
    {
        var through = new ParameterSet<float>();
        var optimizer = Trained(name, through, steps: 20);
        var stopped = new ParameterSet<float>();
        var kept = Trained(name, stopped, steps: 7);

        // By path and name, as a file would have it.
        var resumed = new ParameterSet<float>();
        var restored = Trained(name, resumed, steps: 0);
        restored.Steps = kept.Steps;
        foreach (var (path, parameter) in resumed.ByPath)
        {
            parameter.Update(stopped[path].Value);
            foreach (var (state, value) in kept.StateOf(stopped[path]))
            {
                restored.StateOf(parameter)[state].Value = value.Value;
            }
        }

        Train(restored, resumed, steps: 13);
        restored.Steps.ShouldBe(optimizer.Steps);
        foreach (var (path, parameter) in resumed.ByPath)
        {
            parameter.Value.ShouldBe(through[path].Value);
        }

        kept.Steps.ShouldBe(7, "the state was copied");
        kept.StateOf(stopped["bias"]).Values.Select(state => state.Value)
            .ShouldNotBe(restored.StateOf(resumed["bias"]).Values.Select(state => state.Value));
    }

    [Test]
    public void A_state_keeps_its_name_and_shape()
    {
        var (w, stranger) = (new Parameter<double>(NdArray.Ones<double>([2, 3]), "w"), new Parameter<double>(1, "v"));
        new Sgd<double>([w], 1, momentum: 0.5).StateOf(w).Keys.ShouldBe(["velocity"]);
        var adam = new Adam<double>([w]);
        adam.StateOf(w).Keys.ShouldBe(["mean", "square"]);
        adam.StateOf(w)["mean"].Shape.ShouldBe([2, 3]);
        Should.Throw<ShapeException>(() => adam.StateOf(w)["mean"].Value = new double[6]).Message
            .ShouldContain("shape (6), but a state keeps its shape; give (2, 3)");
        Should.Throw<ArgumentException>(() => adam.StateOf(stranger)).Message
            .ShouldContain("Adam: v = Parameter () is not among the parameters");
        Should.Throw<ArgumentOutOfRangeException>(() => adam.Steps = -1).Message.ShouldContain("Adam: Steps is -1");
    }

    [Test]
    public void An_optimizer_of_nothing_is_refused_as_a_part_of_a_mistyped_name_would_be()
    {
        var parameters = new ParameterSet<double>();
        parameters.Under("head").Add("weight", 1);
        Should.Throw<ArgumentException>(() => new Adam<double>(parameters.Under("haed"))).Message
            .ShouldStartWith("Adam: there are no parameters, so no step would move anything; build the model before its optimizer");
        Should.Throw<ArgumentException>(() => new Sgd<double>([], learningRate: 1)).Message.ShouldStartWith("Sgd: there are no parameters");
    }

    [Test]
    public void A_refused_step_is_not_counted()
    {
        var w = new Parameter<double>(1, "w");
        var optimizer = new Adam<double>([w]);
        Should.Throw<GradientException>(() => optimizer.Step((w * double.NaN).Backward()));
        optimizer.Steps.ShouldBe(0);
        optimizer.StateOf(w)["mean"].Value.Scalar.ShouldBe(0);
        optimizer.Step(w.Square().Backward());
        optimizer.Steps.ShouldBe(1);
    }

    [Test]
    public void An_optimizer_of_ones_own_is_a_constructor_and_a_formula()
    {
        // By the sign of the gradient, which it keeps.
        var w = new Parameter<double>([1, -1], "w");
        var optimizer = new BySign([w], learningRate: 0.75);
        for (var step = 0; step < 3; step++)
        {
            optimizer.Step(w.Square().Sum().Backward());
        }

        w.Value.ToArray().ShouldBe([0.25, -0.25]);
        optimizer.StateOf(w)["sign"].Value.ToArray().ShouldBe([-1, 1]);
        Should.Throw<ArgumentException>(() => new BySign([w, null!], 1)).Message.ShouldContain("BySign: parameter 1 is null");
    }

    [TestCase("Sgd")]
    [TestCase("AdamW")]
    [TestCase("RmsProp")]
    [TestCase("Adagrad")]
    public void A_step_allocates_nothing(string name)
    {
        // The weight on all cores, the bias on one.
        var parameters = new ParameterSet<float>();
        var optimizer = Trained(name, parameters, steps: 0, width: 40_001);
        var gradients = (parameters["weight"].Sum() + parameters["bias"].Sum()).Backward();
        for (var i = 0; i < 50; i++)
        {
            optimizer.Step(gradients);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            optimizer.Step(gradients);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        parameters["weight"].Span.ToArray().ShouldAllBe(element => float.IsFinite(element));
    }

    private static Optimizer<float> Trained(string name, ParameterSet<float> parameters, int steps, int width = 3)
    {
        parameters.Add("weight", Initialize.He<float>([4, width], new Random(1)));
        parameters.Add("bias", NdArray.Zeros<float>([width]));
        Optimizer<float> optimizer = name switch
        {
            "Sgd" => new Sgd<float>(parameters, 0.1, momentum: 0.9, weightDecay: 0.01),
            "Adam" => new Adam<float>(parameters, 0.1, weightDecay: 0.01),
            "AdamW" => new AdamW<float>(parameters, 0.1),
            "RmsProp" => new RmsProp<float>(parameters, 0.01, momentum: 0.5, centered: true),
            _ => new Adagrad<float>(parameters, 0.1),
        };
        Train(optimizer, parameters, steps);
        return optimizer;
    }

    private static void Train(Optimizer<float> optimizer, ParameterSet<float> parameters, int steps)
    {
        var x = Node.Constant(Initialize.Normal<float>([8, 4], new Random(2)));
        for (var step = 0; step < steps; step++)
        {
            optimizer.Step((x.MatMul(parameters["weight"]) + parameters["bias"]).Tanh().Square().Mean().Backward());
        }
    }

    private sealed class BySign : Optimizer<double>
    {
        private readonly State<double>[] _signs;

        public BySign(IReadOnlyCollection<Parameter<double>> parameters, double learningRate)
            : base(parameters, learningRate) => _signs = AddState("sign");

        protected override void Move(int index, StepElements<double> elements, double rate, double decay)
        {
            foreach (var stretch in elements)
            {
                var signs = _signs[index].Span[stretch.Start..];
                for (var i = 0; i < stretch.Values.Length; i++)
                {
                    signs[i] = Math.Sign(stretch.Gradient[i]);
                    stretch.Values[i] -= rate * signs[i];
                }
            }
        }
    }
}

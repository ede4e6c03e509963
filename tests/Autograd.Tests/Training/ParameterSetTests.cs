namespace Autograd.Tests;

[TestFixture]
public class ParameterSetTests
{
    [Test]
    public void Paths_and_order_follow_from_how_a_model_is_built()
    {
        var model = new Model();
        model.Parameters.ByPath.Keys.ShouldBe([
            "scale", "encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias", "head.weight", "head.bias"]);
        model.Parameters.States.Keys.ShouldBe(["encoder.0.count", "encoder.1.count", "head.count"]);
        model.Parameters.Select(parameter => parameter.Name).ShouldBe(model.Parameters.ByPath.Keys);
        model.Parameters.ShouldBe(model.Parameters.ByPath.Values);
        model.Parameters.Count.ShouldBe(7);
        model.Parameters[3].ShouldBeSameAs(model.Parameters["encoder.1.weight"]);
    }

    [Test]
    public void A_part_is_a_set_of_its_own_with_paths_that_begin_there()
    {
        var parameters = new Model().Parameters;
        var encoder = parameters.Under("encoder");
        encoder.ByPath.Keys.ShouldBe(["0.weight", "0.bias", "1.weight", "1.bias"]);
        encoder.States.Keys.ShouldBe(["0.count", "1.count"]);
        encoder["1.bias"].ShouldBeSameAs(parameters["encoder.1.bias"]);
        encoder.States["0.count"].ShouldBeSameAs(parameters.States["encoder.0.count"]);
        encoder.Under("1").ShouldBe([parameters["encoder.1.weight"], parameters["encoder.1.bias"]]);
        encoder.Under("2").ShouldBeEmpty();
    }

    [Test]
    public void A_set_is_what_optimizers_and_backward_passes_take()
    {
        var model = new Model();
        var loss = model.Apply(NdArray.Ones<double>([3, 2])).Square().Sum();
        var weights = model.Parameters.Where(parameter => parameter.Shape.Rank > 1).ToArray();
        var optimizer = new Sgd<double>(model.Parameters, 0.01, groups: [new(weights) { WeightDecay = 0.1 }]);
        optimizer.Parameters.ShouldBe(model.Parameters);
        optimizer.Step(loss.Backward(wrt: model.Parameters));
        model.Apply(NdArray.Ones<double>([3, 2])).Square().Sum().Scalar.ShouldBeLessThan(loss.Scalar);
        model.Parameters.ShouldAllBe(parameter => parameter.Version == 1);
    }

    [Test]
    public void Two_optimizers_take_a_part_each()
    {
        var model = new Model();
        var before = model.Parameters["encoder.0.weight"].Value.Copy();
        var head = new Adam<double>(model.Parameters.Under("head"), 0.1);
        head.Step(model.Apply(NdArray.Ones<double>([3, 2])).Square().Sum().Backward(wrt: head.Parameters));
        model.Parameters["encoder.0.weight"].Value.ShouldBe(before);
        model.Parameters["head.weight"].Version.ShouldBe(1);
    }

    [Test]
    public void All_but_a_part_can_be_trained()
    {
        var model = new Model();
        var optimizer = new Adam<double>(model.Parameters.Except(model.Parameters.Under("encoder")), 0.1);
        optimizer.Step(model.Apply(NdArray.Ones<double>([3, 2])).Square().Sum().Backward(wrt: optimizer.Parameters));
        model.Parameters.ByPath.ShouldAllBe(entry => entry.Value.Version == (entry.Key.StartsWith("encoder.") ? 0 : 1));
    }

    [Test]
    public void What_is_to_be_left_out_must_be_there()
    {
        var parameters = new Model().Parameters;
        Should.Throw<ArgumentException>(() => parameters.Except(parameters.Under("encodre"))).Message
            .ShouldStartWith("ParameterSet: there are no parameters to leave out");
        Should.Throw<ArgumentException>(() => parameters.Except([new Parameter<double>(1, "stranger")])).Message
            .ShouldContain("stranger = Parameter () is to be left out but is not in the set");
    }

    [Test]
    public void The_summary_is_a_table_of_names_shapes_and_sizes()
    {
        var parameters = new ParameterSet<float>();
        parameters.Size.ShouldBe(0);
        parameters.Under("encoder").Add("weight", NdArray.Zeros<float>([784, 128]));
        parameters.Add("bias", NdArray.Zeros<float>([10]));
        parameters.Size.ShouldBe(100_362);
        parameters.Summary().Split(Environment.NewLine).ShouldBe([
            "path            shape       elements    bytes",
            "encoder.weight  (784, 128)   100,352  401,408",
            "bias            (10)              10       40",
            "all parameters               100,362  401,448"]);
        parameters.AddState("count", 0);
        parameters.Summary().Split(Environment.NewLine)[^2..].ShouldBe([
            "count           ()                 1        4",
            "all states                         1        4"]);
    }

    [Test]
    public void What_cannot_be_a_path_is_refused_by_name()
    {
        var parameters = new ParameterSet<double>();
        var head = parameters.Under("head");
        head.Add("weight", 1);
        head.AddState("count", 0);
        Should.Throw<ArgumentException>(() => parameters.Under("head").Add("weight", 1)).Message
            .ShouldContain("head.weight is there already");
        Should.Throw<ArgumentException>(() => head.Add("count", 1)).Message.ShouldContain("head.count is there already");
        Should.Throw<ArgumentException>(() => head.AddState("weight", 1)).Message.ShouldContain("head.weight is there already");
        Should.Throw<ArgumentException>(() => parameters.Add("head.bias", 1)).Message
            .ShouldContain("\"head.bias\" is no name, because it has a dot in it");
        Should.Throw<ArgumentException>(() => parameters.Under("a.b")).Message.ShouldContain("has a dot in it");
        Should.Throw<ArgumentException>(() => parameters.AddState("", 1)).Message.ShouldContain("is empty");
        Should.Throw<ArgumentNullException>(() => parameters.Add(null!, 1));
        Should.Throw<KeyNotFoundException>(() => head["wieght"]).Message.ShouldContain("no parameter head.wieght, only head.weight.");
        Should.Throw<KeyNotFoundException>(() => parameters.Under("tail")["x"]).Message.ShouldContain("no parameter tail.x, nor any other");
        Should.Throw<KeyNotFoundException>(() => head["count"]).Message.ShouldContain("head.count; it is a state");
        parameters.ByPath.Keys.ShouldBe(["head.weight"], "what is refused leaves nothing");
    }

    [Test]
    public void State_is_a_constant_in_formulas_of_the_moment_at_which_it_is_read()
    {
        var state = new ParameterSet<double>().AddState("mean", new double[] { 1, 2 });
        var x = new Parameter<double>(new double[] { 5, 7 });
        var read = state.Value;
        var y = (x * state.Value).Sum();
        state.Value = new double[] { 10, 20 };
        read.ToArray().ShouldBe([1, 2], "setting replaces the array");
        var z = (x * state.Value).Sum();
        state.Span.Fill(-1);
        state.Value.ToArray().ShouldBe([-1, -1]);
        y.Backward()[x].Value.ToArray().ShouldBe([1, 2]);
        z.Backward()[x].Value.ToArray().ShouldBe([10, 20], "writing in place does not reach the formula");
        z.Backward().Count.ShouldBe(1);
    }

    [Test]
    public void A_state_of_one_element_can_be_written_too()
    {
        var state = new State<double>(3);
        state.Span[0]++;
        state.Value.Scalar.ShouldBe(4);
        state.Shape.ShouldBe([]);
    }

    private sealed class Dense(ParameterSet<double> parameters, int inputs, int outputs, Random random)
    {
        private readonly Parameter<double> _weight = parameters.Add("weight", Initialize.He<double>([inputs, outputs], random));
        private readonly Parameter<double> _bias = parameters.Add("bias", NdArray.Zeros<double>([outputs]));
        private readonly State<double> _count = parameters.AddState("count", 0);

        public Node<double> Apply(Node<double> x)
        {
            _count.Span[0]++;
            return x.MatMul(_weight) + _bias;
        }
    }

    private sealed class Model
    {
        private readonly Parameter<double> _scale;
        private readonly Dense[] _encoder;
        private readonly Dense _head;

        public Model()
        {
            var random = new Random(1);
            _scale = Parameters.Add("scale", 1);
            _encoder = [.. Enumerable.Range(0, 2).Select(i => new Dense(Parameters.Under("encoder").Under($"{i}"), 2, 2, random))];
            _head = new Dense(Parameters.Under("head"), 2, 1, random);
        }

        public ParameterSet<double> Parameters { get; } = new();

        public Node<double> Apply(Node<double> x) =>
            _scale * _head.Apply(_encoder.Aggregate(x, (h, layer) => layer.Apply(h).Tanh()));
    }
}

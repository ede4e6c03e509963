using System.Numerics;

namespace Autograd.Tests;

[TestFixture]
public class AdamTests
{
    // PyTorch 1.13:
    //   w = torch.tensor([-1.5, 2.0, 0.5, 0.25, -0.75], dtype=dtype, requires_grad=True)
    //   b = torch.tensor(0.5, dtype=dtype, requires_grad=True)
    //   o = torch.optim.Adam([w, b], lr=lr, betas=betas, eps=eps, weight_decay=wd)
    //   for step in range(50):
    //       o.zero_grad()
    //       ((100 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2).sum() + (w * b).sum() ** 2).backward()
    //       o.step()
    // first with lr 0.05 and nothing else, then with lr 0.02, betas (0.8, 0.95), eps 1e-3, wd 0.1. Each row: w and b after so many steps.
    private static readonly (int Steps, double[] Values)[] s_plain =
    [
        (1, [-1.450000000003231, 1.9500000000001816, 0.5499999999992865, 0.20000000000625, -0.7000000000030817, 0.4500000019999999]),
        (2, [
            -1.4021062350889466, 1.900174160711397, 0.5997853629897246, 0.15390436953830014, -0.6501759449961612, 0.39993437060908554]),
        (10, [
            -1.2490356589969653, 1.5248460387241702, 0.9566746532038768, 0.25062921039060715, -0.27037895621842317, 0.0013044623221935905]),
        (50, [
            -0.9520969193501017, 0.9084122461375181, 0.8700961291836691, 0.8930181553785012, 0.8239677831793805, 0.01117770548086243]),
    ];

    private static readonly (int Steps, double[] Values)[] s_decayed =
    [
        (1, [-1.480000129114725, 1.9800000072662511, 0.519999971457155, 0.2300002499187764, -0.7300001232088513, 0.48006644518272423]),
        (2, [
            -1.4602332717976767, 1.9600346888946891, 0.5399603652752041, 0.21035466618799897, -0.7100354024196197, 0.4601122244830823]),
        (10, [
            -1.3386070082094674, 1.8043078957996639, 0.6943543979918124, 0.13552897744378106, -0.5540280467304516, 0.29892431806483133]),
        (50, [
            -1.1286234382781677, 1.2762048571839342, 1.0109469262078055, 0.6454293740177958, 0.13580160474046216, -0.0026471565977936214]),
    ];

    [TestCase(false)]
    [TestCase(true)]
    public void Fifty_steps_are_those_of_PyTorch(bool replayed)
    {
        Compare<double>(replayed, 1e-12, s_plain, parameters => new Adam<double>(parameters, learningRate: 0.05));
        Compare<double>(replayed, 1e-12, s_decayed, parameters =>
            new Adam<double>(parameters, learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void In_float_too(bool replayed)
    {
        // PyTorch's own float differs from its double by as much.
        Compare<float>(replayed, 2e-6, s_plain, parameters => new Adam<float>(parameters, learningRate: 0.05));
        Compare<float>(replayed, 2e-6, s_decayed, parameters =>
            new Adam<float>(parameters, learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1));
    }

    [Test]
    public void Large_arrays_on_all_cores_move_as_small_ones_do()
    {
        // Each element has the same history, so it must come out the same wherever it lies.
        var (large, small) = (new Parameter<float>(NdArray.Ones<float>([300, 1001])), new Parameter<float>(1));
        var optimizer = new Adam<float>([large, small], learningRate: 0.1);
        for (var step = 0; step < 3; step++)
        {
            optimizer.Step((large.Square().Sum() + small.Square()).Backward());
        }

        large.Value.ToArray().ShouldAllBe(element => Math.Abs(element - small.Scalar) < 1e-6f);
        small.Scalar.ShouldBe(0.7f, 0.01f);
    }

    [Test]
    public void Only_chosen_parameters_decay_and_an_element_without_slope_stays()
    {
        var (weight, bias) = (new Parameter<double>(1), new Parameter<double>(1));
        var optimizer = new Adam<double>([weight, bias], learningRate: 0.25, epsilon: 1e-12, weightDecay: 0.5, decayed: [weight]);
        optimizer.Step((0 * (weight + bias)).Backward());
        weight.Scalar.ShouldBe(0.75, 1e-9);
        bias.Scalar.ShouldBe(1);
    }

    [Test]
    public void A_step_allocates_nothing()
    {
        // The weight on all cores, the bias on one.
        var w = new Parameter<float>(Initialize.He<float>([300, 400], new Random(1)));
        var b = new Parameter<float>(NdArray.Zeros<float>([400]));
        var optimizer = new Adam<float>([w, b], 1e-3, weightDecay: 0.1, decayed: [w]);
        var gradients = (w + b).Square().Mean().Backward();
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
    }

    [Test]
    public void Bad_settings_are_refused_by_name()
    {
        var w = new Parameter<double>(1, "w");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<double>([w], -1)).Message
            .ShouldContain("Adam: LearningRate is -1; as Double it must be 0 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<double>([w], beta1: 1)).Message.ShouldContain("Adam: beta1 is 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<float>([new(1)], beta2: 0.9999999999)).Message
            .ShouldContain("as Single it must be from 0 up to, but not including, 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<float>([new(1)], epsilon: 1e-60)).Message
            .ShouldContain("Adam: epsilon is 1E-60; as Single it must be above 0");
        Should.Throw<ArgumentException>(() => new Adam<double>([w, w])).Message.ShouldContain("Adam: w = Parameter () is given twice");
    }

    private static void Compare<T>(
        bool replayed, double tolerance, (int Steps, double[] Values)[] trajectory, Func<Parameter<T>[], Adam<T>> adam)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var w = new Parameter<T>(Array.ConvertAll([-1.5, 2, 0.5, 0.25, -0.75], T.CreateChecked));
        var b = new Parameter<T>(T.CreateChecked(0.5));
        var optimizer = adam([w, b]);
        var replay = replayed ? Replay.OfLoss(Loss) : null;
        for (var step = 1; step <= 50; step++)
        {
            replay?.Run();
            optimizer.Step(replay?.Gradients ?? Loss().Backward());
            if (Array.Find(trajectory, row => row.Steps == step).Values is { } expected)
            {
                T[] actual = [.. w.Span, b.Scalar];
                Array.ConvertAll(actual, double.CreateChecked).ShouldBe(expected, tolerance);
            }
        }

        optimizer.Steps.ShouldBe(50);

        Node<T> Loss()
        {
            var (x, y) = (w[..^1], w[1..]);
            return ((100 * (y - x.Square()).Square()) + (1 - x).Square()).Sum() + (w * b).Sum().Square();
        }
    }
}

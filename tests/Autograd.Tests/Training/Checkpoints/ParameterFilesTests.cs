namespace Autograd.Tests;

[TestFixture]
public class ParameterFilesTests
{
    [Test]
    public void Parameters_and_states_come_back_by_path()
    {
        using var folder = Fixture.Folder();
        Model(1).Save(folder["w.safetensors"], new Dictionary<string, string> { ["made by"] = "test" });
        var loaded = Model(2);
        loaded.Load(folder["w.safetensors"]);
        loaded.ByPath.Select(pair => pair.Value.Value).ShouldBe(Model(1).ByPath.Select(pair => pair.Value.Value));
        loaded.States["norm.mean"].Value.ShouldBe(Model(1).States["norm.mean"].Value);
        SafeTensors.Load<float>(folder["w.safetensors"], out var metadata).Keys.ShouldBe(["head.bias", "head.weight", "norm.mean"]);
        metadata["made by"].ShouldBe("test");
    }

    [Test]
    public void Numbers_of_another_type_are_converted()
    {
        using var folder = Fixture.Folder();
        SafeTensors.Save(folder["w"], new Dictionary<string, NdArray<double>>
        {
            ["head.weight"] = NdArray.Full<double>([2, 3], 0.1),
            ["head.bias"] = NdArray.Zeros<double>([3]),
            ["norm.mean"] = 5,
        });
        var model = Model(1);
        model.Load(folder["w"]);
        model["head.weight"].Value.ShouldBe(NdArray.Full([2, 3], 0.1f));
        model.States["norm.mean"].Value.Scalar.ShouldBe(5);
    }

    [Test]
    public void A_file_of_another_model_is_refused_with_all_that_differs_and_changes_nothing()
    {
        using var folder = Fixture.Folder();
        var other = new ParameterSet<float>();
        other.Under("head").Add("weight", NdArray.Ones<float>([3, 2]));
        other.Under("head").Add("scale", 1);
        other.Under("head").Add("bias", NdArray.Ones<float>([3]));
        other.Save(folder["other.safetensors"]);
        var model = Model(1);
        var (versions, weights) = (Versions(model), model["head.weight"].Value.Copy());
        Should.Throw<ArrayFileException>(() => model.Load(folder["other.safetensors"])).Message.ShouldBe(
            "other.safetensors is of another model, and nothing was changed: \"head.weight\" has shape (3, 2) in the file and (2, 3) here; "
            + "\"norm.mean\" () is not in the file; \"head.scale\" () is only in the file.");
        Versions(model).ShouldBe(versions);
        model["head.weight"].Value.ShouldBe(weights);
    }

    [Test]
    public void A_damaged_file_changes_nothing()
    {
        using var folder = Fixture.Folder();
        Model(1).Save(folder["w"]);
        var bytes = File.ReadAllBytes(folder["w"]);
        var model = Model(2);
        var (versions, values) = (Versions(model), model.Select(parameter => parameter.Value.Copy()).ToArray());
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 200; i++)
        {
            File.WriteAllBytes(folder["w"], FileMutation.Of(bytes, random));
            try
            {
                Model(2).Load(folder["w"]);
            }
            catch (ArrayFileException)
            {
                refused++;
                Should.Throw<ArrayFileException>(() => model.Load(folder["w"]));
                Versions(model).ShouldBe(versions);
            }
        }

        refused.ShouldBeGreaterThan(100);
        model.Select(parameter => parameter.Value).ShouldBe(values);
    }

    [Test]
    public void Loading_is_an_update_that_older_graphs_notice()
    {
        using var folder = Fixture.Folder();
        var model = Model(1);
        model.Save(folder["w"]);
        var loss = model["head.weight"].Square().Sum();
        model.Load(folder["w"]);
        Should.Throw<GradientException>(() => loss.Backward()).Message.ShouldContain("ParameterFilesTests.cs:");
        Should.Throw<ReplayException>(() => Replay.OfLoss(() =>
        {
            model.Load(folder["w"]);
            return model["head.weight"].Square().Sum();
        })).Message.ShouldContain("the file would be loaded once");
    }

    private static int[] Versions(ParameterSet<float> model) => [.. model.Select(parameter => parameter.Version)];

    private static ParameterSet<float> Model(int seed)
    {
        var random = new Random(seed);
        var parameters = new ParameterSet<float>();
        parameters.Under("head").Add("weight", Initialize.He<float>([2, 3], random));
        parameters.Under("head").Add("bias", Initialize.Normal<float>([3], random));
        parameters.Under("norm").AddState("mean", random.NextSingle());
        return parameters;
    }
}

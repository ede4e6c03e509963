namespace Autograd.Tests;

[TestFixture]
public class CheckpointTests
{
    [Test]
    public void A_training_that_is_killed_and_goes_on_gives_the_same_bits(
        [Values("Sgd", "AdamW")] string optimizer, [Values] bool isReplayed)
    {
        using var folder = Fixture.Folder();
        using (var program = Killed.Start("train", optimizer, $"{isReplayed}", folder["run"]))
        {
            Killed.WaitFor(folder["run"], program);
            program.Kill();
            program.WaitForExit();
        }

        var resumed = new SpiralTraining(optimizer, isReplayed, seed: 2);
        resumed.Checkpoint.Load(folder["run"]);
        resumed.Checkpoint.Step.ShouldBe(500);
        resumed.Run(steps: 1000);
        var through = new SpiralTraining(optimizer, isReplayed, seed: 1);
        through.Run(steps: 1000);
        resumed.Bits.ShouldBe(through.Bits);
        resumed.Checkpoint.Epoch.ShouldBe(250);
    }

    [TestCase(5)]
    [TestCase(200, Explicit = true, Reason = "takes a minute")]
    public void A_kill_while_saving_leaves_the_old_file_or_the_new_one(int kills)
    {
        using var folder = Fixture.Folder();
        var random = new Random(1);
        var (last, halves) = (0, 0);
        for (var i = 0; i < kills; i++)
        {
            using var program = Killed.Start("save", folder["run"]);
            Killed.WaitFor(folder["run"], program);
            Thread.Sleep(80 + random.Next(120));
            program.Kill();
            program.WaitForExit();
            halves += File.Exists(folder["run.partial"]) ? 1 : 0;
            var (checkpoint, parameters) = Killed.Uniform();
            checkpoint.Load(folder["run"]);
            checkpoint.Step.ShouldBeGreaterThanOrEqualTo(last);
            parameters.SelectMany(parameter => parameter.Value.ToArray()).Distinct().ShouldBe([checkpoint.Step]);
            last = checkpoint.Step;
        }

        TestContext.Out.WriteLine($"{last} files were saved; {halves} of {kills} kills came while one was written");
        last.ShouldBeGreaterThan(0);
    }

    [Test]
    public void The_file_is_one_that_Python_opens()
    {
        using var folder = Fixture.Folder();
        var training = new SpiralTraining("Adam", isReplayed: false, seed: 1);
        training.Run(steps: 6);
        training.Checkpoint.Save(folder["run"]);
        var arrays = SafeTensors.Load<float>(folder["run"], out var metadata);
        arrays.Keys.ShouldBe(
        [
            "data.order", "model.hidden.bias", "model.hidden.weight", "model.output.weight", "model.seen", "optimizer.hidden.bias.mean",
            "optimizer.hidden.bias.square", "optimizer.hidden.weight.mean", "optimizer.hidden.weight.square",
            "optimizer.output.weight.mean", "optimizer.output.weight.square",
        ]);
        arrays["model.seen"].Scalar.ShouldBe(150);
        metadata.ShouldContainKeyAndValue("step", "6");
        metadata.ShouldContainKeyAndValue("epoch", "2");
        metadata.ShouldContainKeyAndValue("optimizer.type", "Adam");
        metadata.ShouldContainKeyAndValue("optimizer.learning_rate", "0.01");
        metadata.ShouldContainKeyAndValue("optimizer.steps", "6");
        metadata["random.state"].Length.ShouldBe(64);
    }

    [Test]
    public void A_checkpoint_of_something_else_is_refused_and_changes_nothing()
    {
        using var folder = Fixture.Folder();
        var training = new SpiralTraining("Sgd", isReplayed: false, seed: 1);
        training.Run(steps: 3);
        training.Checkpoint.Save(folder["run"]);
        var adam = new SpiralTraining("Adam", isReplayed: false, seed: 2);
        var before = adam.Bits;
        Should.Throw<ArrayFileException>(() => adam.Checkpoint.Load(folder["run"])).Message
            .ShouldContain("\"optimizer.hidden.weight.mean\" (2, 17) is not in the file");
        adam.Bits.ShouldBe(before);
        adam.Checkpoint.Step.ShouldBe(0);

        Should.Throw<ArrayFileException>(() => adam.Checkpoint.Load(Fixture.Of("types.safetensors"))).Message.ShouldBe(
            "types.safetensors: its metadata do not say format = autograd checkpoint 1, so it is no checkpoint of this kind.");
    }

    [Test]
    public void A_number_or_text_that_is_refused_leaves_everything_as_it_was()
    {
        using var folder = Fixture.Folder();
        Checkpoint(rate: 0.5, text: "old").Checkpoint.Save(folder["run"]);
        var (checkpoint, optimizer) = Checkpoint(rate: 0.25, text: "new");
        Should.Throw<ArrayFileException>(() => checkpoint.Load(folder["run"])).Message.ShouldBe(
            "run: \"task.text\" cannot be loaded: it is \"old\" in the file and \"new\" here");
        (optimizer.LearningRate, checkpoint.Step, optimizer.Parameters[0].Version).ShouldBe((0.25, 7, 0));

        Rewrite(folder["run"], "optimizer.learning_rate", "NaN");
        Should.Throw<ArrayFileException>(() => Checkpoint(0.25, "old").Checkpoint.Load(folder["run"])).Message
            .ShouldContain("\"optimizer.learning_rate\" cannot be loaded: Sgd: LearningRate is NaN");
        Rewrite(folder["run"], "optimizer.learning_rate", "fast");
        Should.Throw<ArrayFileException>(() => Checkpoint(0.25, "old").Checkpoint.Load(folder["run"])).Message
            .ShouldContain("\"fast\" is no number");
        Rewrite(folder["run"], "step", "1.5");
        Should.Throw<ArrayFileException>(() => Checkpoint(0.25, "old").Checkpoint.Load(folder["run"])).Message
            .ShouldContain("1.5 is not an integer");

        static (Checkpoint<float> Checkpoint, Optimizer<float> Optimizer) Checkpoint(double rate, string text)
        {
            var parameters = new ParameterSet<float>();
            parameters.Add("w", 1);
            var optimizer = new Sgd<float>(parameters, rate);
            var checkpoint = new Checkpoint<float>
            {
                { "optimizer", optimizer },
                { "task", entries => entries.Require("text", text) },
                { "model", parameters },
            };
            checkpoint.Step = 7;
            return (checkpoint, optimizer);
        }

        static void Rewrite(string path, string name, string text)
        {
            var arrays = SafeTensors.Load<float>(path, out var metadata);
            SafeTensors.Save(path, arrays, new Dictionary<string, string>(metadata) { [name] = text });
        }
    }

    [Test]
    public void The_element_type_must_be_that_of_the_model()
    {
        using var folder = Fixture.Folder();
        var (floats, doubles) = (new ParameterSet<float>(), new ParameterSet<double>());
        floats.Add("w", 1);
        doubles.Add("w", 1);
        new Checkpoint<float> { { "model", floats } }.Save(folder["run"]);
        Should.Throw<ArrayFileException>(() => new Checkpoint<double> { { "model", doubles } }.Load(folder["run"])).Message
            .ShouldContain("\"model.w\" has elements of type Float32 in the file and Float64 here");
    }

    [Test]
    public void What_cannot_be_kept_is_refused_by_name()
    {
        var checkpoint = new Checkpoint<float> { { "random", new ResumableRandom(1) } };
        Should.Throw<ArgumentException>(() => checkpoint.Add("shuffling", new Random(1))).Message
            .ShouldContain("a System.Random does not show its state, so what it draws could not go on; use a ResumableRandom");
        Should.Throw<ArgumentException>(() => checkpoint.Add("other", new MathNet.Numerics.Random.MersenneTwister(1))).Message
            .ShouldContain("MersenneTwister does not show its state");
        Should.Throw<ArgumentException>(() => checkpoint.Add("random", new ResumableRandom(2))).Message
            .ShouldContain("\"random\" is there already");
        checkpoint.ShouldBe(["random"]);
        checkpoint.Add("twice", entries =>
        {
            entries.AddText("a", () => "", _ => { });
            entries.AddText("a", () => "", _ => { });
        });
        using var folder = Fixture.Folder();
        Should.Throw<ArgumentException>(() => checkpoint.Save(folder["run"])).Message.ShouldContain("\"twice.a\" is there already");
        File.Exists(folder["run"]).ShouldBeFalse();
    }

    [Test]
    public void Parts_of_ones_own_take_part()
    {
        using var folder = Fixture.Folder();
        var (kept, loaded) = (new Average { Count = 3 }, new Average());
        kept.Values.Value = new double[] { 1, 0.1 };
        new Checkpoint<double> { { "average", kept }, { "all", entries => entries.Add("second", kept) } }.Save(folder["run"]);
        new Checkpoint<double> { { "average", loaded }, { "all", entries => entries.Add("second", loaded) } }.Load(folder["run"]);
        loaded.Values.Value.ShouldBe(kept.Values.Value);
        loaded.Count.ShouldBe(3);
        SafeTensors.Load<double>(folder["run"], out var metadata).Keys.ShouldBe(["all.second.values", "average.values"]);
        metadata["average.count"].ShouldBe("3");
    }

    [Test]
    public void A_schedule_by_the_loss_an_average_and_early_stopping_go_on_where_they_were()
    {
        using var folder = Fixture.Folder();
        var (kept, loaded) = (new Parts(), new Parts());
        foreach (var loss in new[] { 3.0, 2.0, 2.5 })
        {
            kept.W.Update([loss]);
            kept.Plateau.Next(loss);
            kept.Average.Update();
            kept.Stopping.ShouldStop(loss);
        }

        kept.Checkpoint.Save(folder["run"]);
        loaded.Checkpoint.Load(folder["run"]);
        (loaded.Plateau.Rate, loaded.Plateau.Best, loaded.Plateau.Waited, loaded.Plateau.Cooling)
            .ShouldBe((kept.Plateau.Rate, 2, 1, 0));

        // By hand: the average starts at 1 and keeps a half: 2, 2, 2.25.
        loaded.Average[loaded.W].Value.ShouldBe([2.25]);
        (loaded.Stopping.Best, loaded.Stopping.BestAt, loaded.Stopping.Count).ShouldBe((2, 2, 3));
        loaded.Stopping.Restore();
        loaded.W.Value.ShouldBe([2]);
        loaded.Stopping.ShouldStop(2.1).ShouldBeTrue();
    }

    [TestCase(500)]
    [TestCase(10_000, Explicit = true, Reason = "takes half a minute")]
    public void A_damaged_checkpoint_changes_nothing(int count)
    {
        using var folder = Fixture.Folder();
        var training = new SpiralTraining("Adam", isReplayed: false, seed: 1);
        training.Checkpoint.Save(folder["run"]);
        var (bytes, random) = (File.ReadAllBytes(folder["run"]), new Random(1));
        training = new SpiralTraining("Adam", isReplayed: false, seed: 2);
        var before = training.Bits;
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(folder["run"], FileMutation.Of(bytes, random));
            try
            {
                training.Checkpoint.Load(folder["run"]);
                training = new SpiralTraining("Adam", isReplayed: false, seed: 2);
            }
            catch (ArrayFileException)
            {
                refused++;
                training.Bits.ShouldBe(before);
            }
        }

        TestContext.Out.WriteLine($"{refused} of {count} refused");
        refused.ShouldBeGreaterThan(count / 2);
    }

    private sealed class Average : ICheckpointed<double>
    {
        public State<double> Values { get; } = new(new double[2]);

        public int Count { get; set; }

        public void AddTo(CheckpointEntries<double> entries)
        {
            entries.Add("values", Values);
            entries.AddNumber("count", () => Count, count => Count = (int)count);
        }
    }

    private sealed class Parts
    {
        public Parts()
        {
            Plateau = new Plateau(0.1, patience: 5);
            Average = new ExponentialMovingAverage<double>([W], decay: 0.5);
            Stopping = new EarlyStopping<double>([W], patience: 2);
            Checkpoint = new() { { "plateau", Plateau }, { "average", Average }, { "stopping", Stopping } };
        }

        public Parameter<double> W { get; } = new([1], "w");

        public Plateau Plateau { get; }

        public ExponentialMovingAverage<double> Average { get; }

        public EarlyStopping<double> Stopping { get; }

        public Checkpoint<double> Checkpoint { get; }
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>What the samples of the textbook claim in their last lines, in their short modes; and that each leaves a picture.</summary>
[TestFixture]
public partial class TextbookTests
{
    [Test]
    public void OutputUnits_reaches_90_percent_two_epochs_earlier_by_categorical_cross_entropy()
    {
        var claim = Claim("OutputUnits");
        claim.ShouldStartWith("90 % are reached");
        var squared = Number(claim, @"squared error in epoch (\d+)");
        (squared - Number(claim, @"categorical cross-entropy in epoch (\d+)")).ShouldBeGreaterThanOrEqualTo(2);
        Number(claim, @"add up to ([\d.]+) to").ShouldBeLessThan(0.8);
    }

    [Test]
    public void OutputUnits_reads_a_folder_in_the_format_of_MNIST()
    {
        var folder = Directory.CreateTempSubdirectory("mnist").FullName;
        try
        {
            WriteIdx("train", 400, packed: true);
            WriteIdx("t10k", 100, packed: false);
            var output = SampleRun.Output("OutputUnits", "--short", "--data", folder);
            output.ShouldContain("400 images of 28 x 28 pixels to learn from, 100 to test on");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        // Images of class k are bright in row k.
        void WriteIdx(string part, int count, bool packed)
        {
            var (images, labels) = (new byte[16 + (count * 784)], new byte[8 + count]);
            ((ReadOnlySpan<byte>)[0, 0, 8, 3, 0, 0, (byte)(count >> 8), (byte)count, 0, 0, 0, 28, 0, 0, 0, 28]).CopyTo(images);
            ((ReadOnlySpan<byte>)[0, 0, 8, 1, 0, 0, (byte)(count >> 8), (byte)count]).CopyTo(labels);
            for (var i = 0; i < count; i++)
            {
                labels[8 + i] = (byte)(i % 10);
                images.AsSpan(16 + (i * 784) + (i % 10 * 28), 28).Fill(255);
            }

            Write($"{part}-images-idx3-ubyte", images);
            Write($"{part}-labels-idx1-ubyte", labels);

            void Write(string name, byte[] bytes)
            {
                using Stream stream = packed
                    ? new GZipStream(File.Create(Path.Combine(folder, name + ".gz")), CompressionLevel.Fastest)
                    : File.Create(Path.Combine(folder, name));
                stream.Write(bytes);
            }
        }
    }

    [Test]
    public void Saturation_of_the_squared_error_and_of_the_formula_as_it_is_written()
    {
        var claim = Claim("Saturation");

        // 2 (1 - sigma(-10)) sigma(-10) sigma(10), and 1 - sigma(-10).
        Number(claim, @"keeps a slope of (\S+)").ShouldBe(9.08e-5, 0.02e-5);
        Number(claim, @"cross-entropy of ([\d.]+)").ShouldBe(0.99995, 1e-4);
        Number(claim, @"down to ([\d.]+) right digits").ShouldBe(0);
        Number(claim, @"as LogSigmoid ([\d.]+);").ShouldBeGreaterThan(6);

        // e^45 / (e^45 + e^40 + e^25 + ...) of the ten logits.
        Number(claim, @"c = 50 gives ([\d.]+)").ShouldBe(0.993, 0.001);
    }

    [Test]
    public void HiddenSpace_is_told_apart_by_a_line_where_the_plane_is_not()
    {
        var claim = Claim("HiddenSpace");
        Number(claim, @"gets (\d+) of 200").ShouldBeGreaterThan(20);
        Number(claim, @"two hidden units (\d+)\.").ShouldBe(0);
    }

    [Test]
    public void ActivationZoo_agrees_with_difference_quotients() =>
        Claim("ActivationZoo").ShouldStartWith("The derivatives of 20 of 20 hidden units agree");

    [Test]
    public void Maxout_learns_its_activation()
    {
        var claim = Claim("Maxout");
        Number(claim, @"\|x\| to ([^,]+),").ShouldBeLessThan(1e-3);
        Number(claim, @"relu to ([^,]+),").ShouldBeLessThan(1e-3);
        Number(claim, @"x² to ([^,]+),").ShouldBeLessThan(0.05);
    }

    [Test]
    public void UniversalApproximation_of_width_64_is_within_a_hundredth()
    {
        var claim = Claim("UniversalApproximation");
        Number(claim, @"64 units approximate the wave to (\S+)").ShouldBeLessThan(0.01);
        Number(claim, @"64 units approximate the wave to \S+ and the kink to (\S+),").ShouldBeLessThan(0.01);
        Number(claim, @"2 to (\S+) and").ShouldBeGreaterThan(0.1);
    }

    [Test]
    public void Depth_folds_a_sawtooth_that_one_layer_does_not_learn()
    {
        var output = SampleRun.Output("Depth", "--short");
        for (var layers = 1; layers <= 6; layers++)
        {
            output.ShouldContain($"{layers} layers of two units: {1 << layers} lines");
        }

        Number(output, @"one layer of  8 units: (\d+) lines").ShouldBeLessThanOrEqualTo(9);
        Number(output, @"trained, an error of ([\d.]+),").ShouldBeGreaterThan(0.1);
    }

    [Test]
    public void Heteroscedastic_finds_the_noise_within_a_fifth()
    {
        var claim = Claim("Heteroscedastic");
        Number(claim, @"found within ([\d.]+) %").ShouldBeLessThan(20);
        Number(claim, @"unseen points is (-?[\d.]+),").ShouldBeLessThan(Number(claim, @"and (-?[\d.]+) with one deviation"));
    }

    [Test]
    public void MixtureDensity_beats_one_Gaussian_by_half_a_nat()
    {
        var claim = Claim("MixtureDensity");
        (Number(claim, @"(-?[\d.]+) of one Gaussian") - Number(claim, @"(-?[\d.]+) of the mixture")).ShouldBeGreaterThan(0.5);
    }

    [Test]
    public void ConditionalMedian_is_not_moved_by_outliers_as_the_mean_is()
    {
        var claim = Claim("ConditionalMedian");
        Number(claim, @"at most ([\d.]+) from").ShouldBeLessThan(0.1);
        Number(claim, @"squared error ([\d.]+)\. ").ShouldBeGreaterThan(0.5);
    }

    [Test]
    public void PoissonCounts_are_as_precise_as_can_be()
    {
        var claim = Claim("PoissonCounts");
        Number(claim, @"The Poisson loss finds the slope 1\.5 as ([\d.]+)").ShouldBe(1.5, 0.02);
        var (poisson, squared) = (Number(claim, @"± ([\d.]+), where"), Number(claim, @"squared error ± ([\d.]+)\. "));
        poisson.ShouldBe(Number(claim, @"the least possible is ([\d.]+)"), 0.01);
        squared.ShouldBeGreaterThan(1.3 * poisson);
    }

    // The last line, after the picture that it names was found there.
    private static string Claim(string sample)
    {
        var file = SourceFolder.Of($"samples/output/short/{sample}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        var claim = SampleRun.Output(sample, "--short").TrimEnd().Split('\n')[^1];
        claim.ShouldEndWith($"The picture is samples/output/short/{sample}.png.");
        File.ReadAllBytes(file)[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
        return claim;
    }

    private static double Number(string text, string pattern)
    {
        var match = Regex.Match(text, pattern);
        match.Success.ShouldBeTrue($"{pattern} in: {text}");
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}

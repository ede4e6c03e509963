namespace Samples.Tests;

/// <summary>The samples of larger models.</summary>
public partial class TextbookTests
{
    [Test]
    public void Convolution_reads_moved_digits_far_better_than_a_dense_network_of_more_weights()
    {
        var claim = Claim("Convolution");
        var (few, many) = (Number(claim, @"network of (\d+) weights"), Number(claim, @"dense one of (\d+)"));
        few.ShouldBeLessThan(many / 2);
        Number(claim, @"weights reads ([\d.]+) %").ShouldBeGreaterThan(90);
        var (moved, movedOfDense) = (Number(claim, @"a pixel ([\d.]+) %"), Number(claim, @"a pixel [\d.]+ % and ([\d.]+) %"));
        (moved - movedOfDense).ShouldBeGreaterThan(5);
    }

    [Test]
    public void Reparametrization_makes_images_cheaper_by_two_numbers_that_are_paid_for()
    {
        var claim = Claim("Reparametrization");
        (Number(claim, @"cost from ([\d.]+) nats") - Number(claim, @"nats to ([\d.]+),")).ShouldBeGreaterThan(2);
    }

    [Test]
    public void Reinforce_varies_less_with_baselines_and_least_with_noise_outside_the_parameters()
    {
        var claim = Claim("Reinforce");
        foreach (var share in new[] { @"epoch, (\d+) %", @"epoch, \d+ %, (\d+) %", @"epoch, \d+ %, \d+ %, (\d+) %" })
        {
            Number(claim, share).ShouldBeLessThan(80);
        }

        Number(claim, @"differ by ([\d.]+) times").ShouldBe(1, 0.15, "a baseline leaves the mean unchanged");
        Number(claim, @"noise leaves ([\d.]+) %").ShouldBeLessThan(10);
    }

    [Test]
    public void LanguageModel_guesses_better_than_counting()
    {
        var claim = Claim("LanguageModel");
        Number(claim, @"LSTM ([\d.]+) nats").ShouldBeLessThan(Number(claim, @"characters ([\d.]+),") - 0.2);
    }

    [Test]
    public void Attention_sorts_and_looks_at_the_number_that_comes_next()
    {
        var claim = Claim("Attention");
        Number(claim, @"numbers ([\d.]+) % are sorted").ShouldBeGreaterThan(50);
        Number(claim, @"in ([\d.]+) % of the steps").ShouldBeGreaterThan(50);
    }

    [Test]
    public void Newton_and_Lbfgs_reach_a_minimum_that_stochastic_gradient_descent_does_not()
    {
        var claim = Claim("Newton");
        Number(claim, @"Newton's method after (\d+) passes").ShouldBeLessThan(300);
        Number(claim, @"L-BFGS after (\d+)").ShouldBeLessThan(300);
        Number(claim, @"descent is (\S+) above").ShouldBeGreaterThan(1e-5);
    }

    [Test]
    public void PhysicsInformed_solves_an_equation_without_being_shown_its_solution()
    {
        var claim = Claim("PhysicsInformed");
        Number(claim, @"within (\S+) of the solution").ShouldBeLessThan(0.05);
    }

    [Test]
    public void GaussianProcess_finds_the_noise_and_covers_the_function()
    {
        var claim = Claim("GaussianProcess");
        Number(claim, @"finds .*noise ([\d.]+), where").ShouldBe(0.2, 0.05);
        Number(claim, @"deviations at (\d+) %").ShouldBeGreaterThan(80);
        Number(claim, @"before (\d+\.\d+)").ShouldBeGreaterThan(2 * Number(claim, @"misses is (\d+\.\d+)"));
    }
}

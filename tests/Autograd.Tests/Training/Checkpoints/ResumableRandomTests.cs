using System.Buffers.Binary;
using MathNet.Numerics.Random;

namespace Autograd.Tests;

[TestFixture]
public class ResumableRandomTests
{
    [Test]
    public void The_numbers_are_those_of_the_authors_program()
    {
        var random = new ResumableRandom(0) { State = string.Concat(Enumerable.Range(1, 4).Select(word => $"{word:x16}")) };
        var bytes = new byte[8];
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600];
        foreach (var number in expected)
        {
            random.NextBytes(bytes);
            BinaryPrimitives.ReadUInt64LittleEndian(bytes).ShouldBe(number);
        }
    }

    [TestCase(0)]
    [TestCase(7)]
    [TestCase(int.MaxValue)]
    public void A_seed_gives_the_numbers_that_MathNet_makes_of_it(int seed)
    {
        var (random, other) = (new ResumableRandom(seed), new Xoshiro256StarStar(seed, threadSafe: false));
        for (var i = 0; i < 1000; i++)
        {
            random.NextDouble().ShouldBe(other.NextDouble());
        }
    }

    [Test]
    public void It_goes_on_from_a_state_whatever_is_drawn()
    {
        var random = new ResumableRandom(3);
        random.NextBytes(new byte[5]);
        var state = random.State;
        var other = new ResumableRandom(4) { State = state };
        Draw(other).ShouldBe(Draw(random));
        other.State.ShouldBe(random.State);
        state.Length.ShouldBe(64);
        state.ShouldNotBe(random.State);

        static string Draw(Random random)
        {
            var order = Enumerable.Range(0, 20).ToArray();
            random.Shuffle(order);
            var bytes = new byte[11];
            random.NextBytes(bytes);
            return $"{random.Next()} {random.Next(100)} {random.Next(-5, 5)} {random.NextInt64()} {random.NextInt64(1L << 40)} "
                + $"{random.NextSingle()} {random.NextInt64(-9, 9)} {random.NextDouble()} {string.Join(",", order)} "
                + $"{Convert.ToHexString(bytes)} {string.Join(",", random.GetItems(order, 4))} "
                + $"{MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1)}";
        }
    }

    [Test]
    public void Numbers_below_a_bound_are_equally_frequent_and_reach_its_ends()
    {
        var random = new ResumableRandom(5);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.Next(-3, 3) + 3]++;
        }

        // Five standard deviations of a count.
        counts.ShouldAllBe(count => Math.Abs(count - 10_000) < 5 * Math.Sqrt(60_000 / 6.0 * 5 / 6));
        Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ShouldAllBe(number => number >= 0 && number < 1);
        Enumerable.Range(0, 10_000).Select(_ => random.NextSingle()).ShouldAllBe(number => number >= 0 && number < 1);
        Enumerable.Range(0, 1000).Select(_ => random.NextInt64(long.MinValue, long.MaxValue)).Average(number => Math.Sign(number))
            .ShouldBe(0, 0.16);
        random.Next(0).ShouldBe(0);
        random.Next(4, 4).ShouldBe(4);
        random.NextInt64(1).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => random.Next(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => random.Next(1, 0));
    }

    [TestCase("")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("000000000000000000000000000000000000000000000000000000000000000g")]
    [TestCase("00000000000000000000000000000000000000000000000000000000000000001")]
    public void A_text_that_is_no_state_is_refused_and_changes_nothing(string state)
    {
        var random = new ResumableRandom(1);
        var before = random.State;
        Should.Throw<ArgumentException>(() => random.State = state).Message.ShouldContain("is no state, which is 64 hexadecimal digits");
        random.State.ShouldBe(before);
    }
}

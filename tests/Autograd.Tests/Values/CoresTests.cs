namespace Autograd.Tests;

/// <summary>A large array, computed in parts on several cores, has the same elements as its pieces computed one by one.</summary>
[TestFixture]
public class CoresTests
{
    [Test]
    public void Every_part_runs_once_on_threads_that_share_at_once_and_within_parts()
    {
        var counts = new int[4 * 50 * 50];
        var threads = Enumerable.Range(0, 4)
            .Select(thread => new Thread(() => Cores.Run(50, new Nested(counts, thread * 50 * 50)))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        counts.ShouldAllBe(count => count == 1);
    }

    [Test]
    public void Work_comes_to_an_end_over_and_over_and_after_a_rest()
    {
        var counts = new int[3];
        for (var i = 0; i < 20_000; i++)
        {
            Cores.Run(3, new Counting(counts, 0));
            if (i % 5_000 == 0)
            {
                Thread.Sleep(5);
            }
        }

        counts.ShouldBe([20_000, 20_000, 20_000]);
    }

    [Test]
    public void The_exception_of_a_part_comes_out_and_the_next_work_runs()
    {
        for (var failing = 0; failing < 20; failing++)
        {
            Should.Throw<InvalidOperationException>(() => Cores.Run(20, new Failing(failing))).Message.ShouldBe($"part {failing}");
            var counts = new int[20];
            Cores.Run(20, new Counting(counts, 0));
            counts.ShouldAllBe(count => count == 1);
        }
    }

    private readonly struct Counting(int[] counts, int first) : ICoreParts
    {
        public void Run(int part) => Interlocked.Increment(ref counts[first + part]);
    }

    private readonly struct Nested(int[] counts, int first) : ICoreParts
    {
        public void Run(int part) => Cores.Run(50, new Counting(counts, first + (part * 50)));
    }

    private readonly struct Failing(int failing) : ICoreParts
    {
        public void Run(int part)
        {
            if (part == failing)
            {
                throw new InvalidOperationException($"part {part}");
            }
        }
    }
}

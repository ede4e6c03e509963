namespace Autograd.Tests;

/// <summary>Every part of a loop runs once, whoever shares the cores at the same time.</summary>
[TestFixture]
public class ParallelLoopTests
{
    [Test]
    public void Every_part_runs_once_on_threads_that_share_at_once_and_within_parts()
    {
        var counts = new int[4 * 50 * 50];
        var threads = Enumerable.Range(0, 4)
            .Select(thread => new Thread(() => Run(50, new Nested(counts, thread * 50 * 50)))).ToArray();
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
            Run(3, new Counting(counts, 0));
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
            Should.Throw<InvalidOperationException>(() => Run(20, new Failing(failing))).Message.ShouldBe($"part {failing}");
            var counts = new int[20];
            Run(20, new Counting(counts, 0));
            counts.ShouldAllBe(count => count == 1);
        }
    }

    // Iterations so costly that each is a part of its own.
    private static void Run<TLoop>(int count, TLoop loop)
        where TLoop : struct, IRangeLoop => ParallelLoop.Run(count, (long)count << 16, loop);

    private readonly struct Counting(int[] counts, int start) : IRangeLoop
    {
        public void Run(int first, int count)
        {
            for (var part = first; part < first + count; part++)
            {
                Interlocked.Increment(ref counts[start + part]);
            }
        }
    }

    private readonly struct Nested(int[] counts, int start) : IRangeLoop
    {
        public void Run(int first, int count)
        {
            for (var part = first; part < first + count; part++)
            {
                ParallelLoopTests.Run(50, new Counting(counts, start + (part * 50)));
            }
        }
    }

    private readonly struct Failing(int failing) : IRangeLoop
    {
        public void Run(int first, int count)
        {
            if (first <= failing && failing < first + count)
            {
                throw new InvalidOperationException($"part {failing}");
            }
        }
    }
}

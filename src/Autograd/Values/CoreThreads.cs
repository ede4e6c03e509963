using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Autograd;

/// <summary>Threads that help the calling one with work in numbered parts: one for each other core, started when first needed.</summary>
/// <remarks>
/// <para>Waking a thread takes longer than many an operation, so a helper that has worked watches out for more work for a while before it goes to sleep.
/// The calling thread takes parts too and at the end waits only for helpers that have taken some: one that comes late costs nothing.</para>
/// <para>One piece of work is shared out at a time. A thread that meets another one's, or its own, does its work alone, so nothing can wait in a circle.</para>
/// </remarks>
internal static unsafe class CoreThreads
{
    private const int WatchMicroseconds = 100;
    private const int PausesBetweenLooks = 4;

    private static readonly int s_helpers = Environment.ProcessorCount - 1;
    private static readonly SemaphoreSlim s_wake = new(0);
    private static bool s_started;

    // The work: only its owner, who has set s_owned, and helpers inside it read or write these.
    private static int s_owned;
    private static delegate*<void*, int, void> s_run;
    private static void* s_state;
    private static int s_parts;
    private static int s_next;
    private static ExceptionDispatchInfo? s_failure;

    // The number of the work that helpers may join, or 0; the owner leaves once it is 0 and nobody is inside.
    private static int s_open;
    private static int s_number;
    private static int s_inside;
    private static int s_asleep;

    /// <summary>Runs each part once, on all cores if they are free; the first exception of a part comes out, and then some parts may not have run.</summary>
    /// <param name="parts">The number of parts.</param>
    /// <param name="run">Runs the part of a number.</param>
    /// <param name="state">What is handed to it.</param>
    public static void Run(int parts, delegate*<void*, int, void> run, void* state)
    {
        if (parts <= 1 || s_helpers == 0 || Volatile.Read(ref s_owned) != 0 || Interlocked.CompareExchange(ref s_owned, 1, 0) != 0)
        {
            for (var part = 0; part < parts; part++)
            {
                run(state, part);
            }

            return;
        }

        StartHelpers();
        s_run = run;
        s_state = state;
        (s_parts, s_next) = (parts, 0);
        s_number = s_number == int.MaxValue ? 1 : s_number + 1;
        Interlocked.Exchange(ref s_open, s_number);
        var awake = s_helpers - Volatile.Read(ref s_asleep);
        if (awake < parts - 1)
        {
            Wake(parts - 1 - awake);
        }

        TakeParts();
        Interlocked.Exchange(ref s_open, 0);
        while (Volatile.Read(ref s_inside) != 0)
        {
            Thread.SpinWait(1);
        }

        var failure = s_failure;
        s_failure = null;
        Volatile.Write(ref s_owned, 0);
        failure?.Throw();
    }

    private static void StartHelpers()
    {
        if (s_started)
        {
            return;
        }

        s_started = true;
        for (var i = 0; i < s_helpers; i++)
        {
            new Thread(Help) { IsBackground = true, Name = "Autograd core" }.UnsafeStart();
        }
    }

    private static void Help()
    {
        var (last, watching) = (0, Stopwatch.GetTimestamp());
        while (true)
        {
            if (!IsNew(last, out _))
            {
                if (Stopwatch.GetElapsedTime(watching).TotalMicroseconds > WatchMicroseconds)
                {
                    Sleep(last);
                    watching = Stopwatch.GetTimestamp();
                }
                else
                {
                    Thread.SpinWait(PausesBetweenLooks);
                }

                continue;
            }

            // From here on the owner waits; but it may have closed the work just before.
            Interlocked.Increment(ref s_inside);
            if (IsNew(last, out var number))
            {
                last = number;
                if (TakeParts())
                {
                    watching = Stopwatch.GetTimestamp();
                }
            }

            Interlocked.Decrement(ref s_inside);
        }
    }

    private static bool IsNew(int last, out int number)
    {
        number = Volatile.Read(ref s_open);
        return number != 0 && number != last;
    }

    private static bool TakeParts()
    {
        var any = false;
        try
        {
            for (var part = Interlocked.Increment(ref s_next) - 1; part < s_parts; part = Interlocked.Increment(ref s_next) - 1)
            {
                any = true;
                s_run(s_state, part);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref s_failure, ExceptionDispatchInfo.Capture(exception), null);
            Interlocked.Exchange(ref s_next, s_parts);
        }

        return any;
    }

    // Each helper that counts itself asleep takes one permit. Work that came before it was counted has not seen it: then it lets itself in.
    private static void Sleep(int last)
    {
        Interlocked.Increment(ref s_asleep);
        if (IsNew(last, out _))
        {
            Wake(1);
        }

        s_wake.Wait();
    }

    private static void Wake(int helpers)
    {
        while (true)
        {
            var asleep = Volatile.Read(ref s_asleep);
            var woken = Math.Min(helpers, asleep);
            if (woken == 0)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref s_asleep, asleep - woken, asleep) == asleep)
            {
                s_wake.Release(woken);
                return;
            }
        }
    }
}

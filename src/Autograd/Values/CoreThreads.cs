using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Autograd;

/// <summary>The threads behind <see cref="ParallelLoop"/>: one helper for each core but the caller's, started when first needed.</summary>
/// <remarks>
/// <para>A loop is cut into numbered parts, and whoever is free takes the next number: the calling thread too. At the end the caller waits
/// only for helpers that are inside a part, so one that wakes too late costs nothing. Waking takes longer than many an operation, so a
/// helper that has worked spins for a while before it sleeps.</para>
/// <para>Only one loop runs in parallel at a time. A second caller, or a loop inside a loop, runs serially; so there is no deadlock.</para>
/// </remarks>
internal static unsafe class CoreThreads
{
    // How long a helper spins before it sleeps, and how long it pauses between two looks.
    private const int SpinMicroseconds = 100;
    private const int PauseIterations = 4;

    private static readonly int s_helpers = Environment.ProcessorCount - 1;
    private static readonly SemaphoreSlim s_wake = new(0);
    private static bool s_started;

    // The loop: only its owner, who has set s_owned, and helpers inside it read or write these.
    private static int s_owned;
    private static delegate*<void*, int, void> s_run;
    private static void* s_state;
    private static int s_parts;
    private static int s_next;
    private static ExceptionDispatchInfo? s_failure;

    // The number of the loop that helpers may join, or 0; the owner leaves once it is 0 and nobody is inside.
    private static int s_open;
    private static int s_number;
    private static int s_inside;
    private static int s_asleep;

    /// <summary>Runs each part once, on all cores if they are free. After the first exception, which comes out, no part begins.</summary>
    /// <param name="parts">The number of parts.</param>
    /// <param name="run">Runs the part with the given number.</param>
    /// <param name="state">Its first argument.</param>
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
        var (last, idleSince) = (0, Stopwatch.GetTimestamp());
        while (true)
        {
            if (!IsNew(last, out _))
            {
                if (Stopwatch.GetElapsedTime(idleSince).TotalMicroseconds > SpinMicroseconds)
                {
                    Sleep(last);
                    idleSince = Stopwatch.GetTimestamp();
                }
                else
                {
                    Thread.SpinWait(PauseIterations);
                }

                continue;
            }

            // From here on the owner waits; but it may have closed the loop just before, so look again.
            Interlocked.Increment(ref s_inside);
            if (IsNew(last, out var number))
            {
                last = number;
                if (TakeParts())
                {
                    idleSince = Stopwatch.GetTimestamp();
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

    // A helper increments the sleeper count, then looks for a loop once more: one opened before that released no permit for it.
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

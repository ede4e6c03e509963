namespace Autograd;

/// <summary>Numbers nodes and parameter updates in the order in which they happen, over all threads.</summary>
internal static class NodeId
{
    private static long s_last;

    public static long Next() => Interlocked.Increment(ref s_last);
}

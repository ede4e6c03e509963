using System.Runtime.Intrinsics;

namespace Ops.Tests;

/// <summary>The runtime obeys the switches by which .ci/run plays a processor with shorter vectors.</summary>
[TestFixture]
[Category("Kernels")]
public class VectorWidthTests
{
    [Test]
    public void Vectors_are_as_short_as_they_were_asked_to_be()
    {
        if (IsOff("DOTNET_EnableAVX2"))
        {
            Vector256.IsHardwareAccelerated.ShouldBeFalse();
        }

        if (IsOff("DOTNET_EnableAVX512") || IsOff("DOTNET_EnableAVX2"))
        {
            Vector512.IsHardwareAccelerated.ShouldBeFalse();
        }
    }

    private static bool IsOff(string name) => Environment.GetEnvironmentVariable(name) == "0";
}

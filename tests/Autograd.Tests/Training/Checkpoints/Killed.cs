using System.Diagnostics;
using System.Reflection;

namespace Autograd.Tests;

/// <summary>A program that is killed while it trains or saves: this assembly, started for that by a test.</summary>
internal static class Killed
{
    private const int Elements = 300_000;

    /// <summary>What the program does, until it is killed.</summary>
    public static void Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["save", var path]:
                SaveForever(path);
                break;
            case ["train", var optimizer, var isReplayed, var path]:
                var training = new SpiralTraining(optimizer, bool.Parse(isReplayed), seed: 1);
                training.Run(steps: 500);
                training.Checkpoint.Save(path);
                training.Run(steps: int.MaxValue);
                break;
        }
    }

    /// <summary>Starts the program.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, .. arguments]))!;

    /// <summary>Waits until there is a file; a program that ends before is a mistake.</summary>
    public static void WaitFor(string path, Process program)
    {
        while (!File.Exists(path))
        {
            program.HasExited.ShouldBeFalse();
            Thread.Sleep(1);
        }
    }

    /// <summary>A checkpoint whose arrays hold its step, so that one of two moments would show.</summary>
    public static (Checkpoint<float> Checkpoint, ParameterSet<float> Parameters) Uniform()
    {
        var parameters = new ParameterSet<float>();
        parameters.Add("first", NdArray.Zeros<float>([Elements]));
        parameters.Add("last", NdArray.Zeros<float>([Elements]));
        return (new Checkpoint<float> { { "model", parameters } }, parameters);
    }

    private static void SaveForever(string path)
    {
        var (checkpoint, parameters) = Uniform();
        if (File.Exists(path))
        {
            checkpoint.Load(path);
        }

        while (true)
        {
            checkpoint.Step++;
            foreach (var parameter in parameters)
            {
                parameter.Update(elements => elements.Fill(checkpoint.Step));
            }

            checkpoint.Save(path);
        }
    }
}

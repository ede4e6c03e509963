using Benchmarks;

try
{
    return Run() ? 0 : 1;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

bool Run()
{
    switch (args)
    {
        case ["steps", .. var parts, "--compare", var file]:
            return Comparison.Run(file, () => RunSteps(parts));
        case ["steps", .. var parts]:
            return RunSteps(parts);
        case ["gemm", "--compare", var file]:
            return Comparison.Run(file, RunGemm);
        case ["gemm"]:
            return RunGemm();
        case ["kernels", .. var filters]:
            return Kernels.Run(filters);
        case ["gmm"]:
            return Gmm.Run();
        case ["memory"]:
            Memory.Run();
            return true;
        default:
            Console.Error.WriteLine("""
                usage: dotnet run -c Release --project tests/Benchmarks -- COMMAND

                  steps [PART...] [--compare FILE]
                      one training step, or one kernel with its gradient, of each workload: the best average of several repeats and the bytes
                      allocated, as lines `name: X us, Y bytes`. With parts, only the workloads whose name contains one of them
                  gemm [--compare FILE]
                      square matrix products of float and double
                  kernels [FILTER...]
                      single operations by BenchmarkDotNet; with filters, only those whose name has one in it, such as Exp or Single
                  gmm
                      the Gaussian mixture of ADBench: checks objective and gradient, and measures both. DOTNET_PROCESSOR_COUNT=1 keeps it to one core
                  memory
                      what a graph of a million scalar nodes holds

                  --compare FILE   ends with a table beside the times in a file: what torch_steps.py, or for gemm numpy_gemm.py, printed
                """);
            return false;
    }
}

bool RunSteps(string[] parts)
{
    if (Steps.Run(parts))
    {
        return true;
    }

    Console.Error.WriteLine($"steps: no workload's name contains {string.Join(" or ", parts)}. There are:");
    foreach (var workload in Workloads.All)
    {
        Console.Error.WriteLine("  " + workload.Name);
    }

    return false;
}

bool RunGemm()
{
    Gemm.Run();
    return true;
}

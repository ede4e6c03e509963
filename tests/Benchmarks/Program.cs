using Benchmarks;

switch (args)
{
    case ["steps", .. var names]:
        Steps.Run(names);
        return 0;
    case ["gemm"]:
        Gemm.Run();
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project tests/Benchmarks -- steps [NAME...] | gemm
              steps   one training step or kernel of each workload, best of several repeats, as lines `name: X us`;
                      with names, only the workloads whose name contains one of them
              gemm    square matrix products of float and double
            """);
        return 2;
}

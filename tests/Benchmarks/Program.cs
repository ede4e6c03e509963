using Benchmarks;

const string Usage = """
    usage: dotnet run -c Release --project tests/Benchmarks -- COMMAND

      steps [PART...] [--compare FILE...]
          one training step, or one kernel with its gradient, of each workload: eager, and replayed;
          the best average of several repeats and the bytes allocated, as lines `name: X us, Y bytes`. With parts, only the
          workloads whose name contains one of them
      operations [PART...] [--compare FILE...]
          the operations that models are made of, small and large, with the gradients of all their inputs: eager and replayed
      optimizers [PART...] [--compare FILE...]
          a step of each optimizer on the parameters of a network, a training step with it, and a training step of a large table of
          which few rows are used beside a loop by hand
      derivatives [PART...] [--compare FILE...]
          a Jacobian, a Hessian, and products with them
      gemm [--compare FILE...]
          square matrix products of float and double
      kernels [FILTER...]
          single operations by BenchmarkDotNet; with filters, only those whose name has one in it, such as Exp or Single
      gmm
          the Gaussian mixture of ADBench: checks objective and gradient, and measures both. DOTNET_PROCESSOR_COUNT=1 keeps it to one core
      memory
          what a graph of a million scalar nodes holds
      checks
          how long gradient checks of a network and of a full Jacobian take

      --compare FILE...   ends with a table beside the times in files: what peers' programs printed, torch_steps.py,
                          torch_derivatives.py, peers/torchsharp/run or numpy_gemm.py; the ratio is that to the fastest of them
    """;

var option = Array.IndexOf(args, "--compare");
var command = option < 0 ? args : args[..option];
var peers = option < 0 ? [] : args[(option + 1)..];
var comparable = command is ["steps", ..] or ["operations", ..] or ["optimizers", ..] or ["derivatives", ..] or ["gemm"];
if (option >= 0 && (peers.Length == 0 || !comparable))
{
    Console.Error.WriteLine(comparable ? "--compare: give the files that hold the peers' times." : Usage);
    return 2;
}

Func<bool>? benchmark = command switch
{
    ["steps", .. var parts] => () => Steps.Run(parts),
    ["operations", .. var parts] => () => Operations.Run(parts),
    ["optimizers", .. var parts] => () => Optimizers.Run(parts),
    ["derivatives", .. var parts] => () => Derivatives.Run(parts),
    ["gemm"] => Completed(Gemm.Run),
    ["kernels", .. var filters] => () => Kernels.Run(filters),
    ["gmm"] => Gmm.Run,
    ["memory"] => Completed(Memory.Run),
    ["checks"] => Completed(Checks.Run),
    _ => null,
};
if (benchmark is null)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

try
{
    return (peers.Length == 0 ? benchmark() : Comparison.Run(peers, benchmark)) ? 0 : 1;
}
catch (Exception problem) when (peers.Length > 0 && (problem is IOException or UnauthorizedAccessException or InvalidDataException))
{
    Console.Error.WriteLine($"--compare: {problem.Message}");
    return 2;
}

static Func<bool> Completed(Action run) => () =>
{
    run();
    return true;
};

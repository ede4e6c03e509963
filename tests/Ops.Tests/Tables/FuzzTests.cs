using System.Globalization;
using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// Random programs: the same value and the same gradients, however they are computed. Eagerly, with formulas off, replayed at other
/// values than recorded, in the other precision, and against difference quotients.
/// </summary>
/// <remarks>
/// A few in each run; FUZZ_PROGRAMS=20000 (and FUZZ_SEED) in the environment for many. A failure prints the seed of its program, with
/// which FUZZ_SEED and FUZZ_PROGRAMS=1 run it alone.
/// </remarks>
[TestFixture]
public class FuzzTests
{
    private const double LargestMagnitude = 1e4;

    [Test]
    public void Random_programs_have_one_result_however_they_are_computed()
    {
        var programs = Setting("FUZZ_PROGRAMS", 150);
        var seed = Setting("FUZZ_SEED", 1);
        var (sizes, failures, skipped) = (new List<int>(), new List<string>(), 0);
        for (var i = 0; i < programs; i++)
        {
            var program = new FuzzProgram(seed + i);
            if (!IsModerate(program))
            {
                // Too close to a pole or too large: no quotient would tell anything.
                skipped++;
                continue;
            }

            sizes.Add(program.Nodes);
            failures.AddRange(Faults(program).Select(fault => $"FUZZ_SEED={program.Seed}: {fault}: {program}"));
        }

        sizes.Sort();
        TestContext.Out.WriteLine(FormattableString.Invariant(
            $"{sizes.Count} programs, {skipped} skipped; nodes: median {sizes[sizes.Count / 2]}, 99 % {sizes[sizes.Count * 99 / 100]}, ")
            + FormattableString.Invariant($"largest {sizes[^1]}; {failures.Count} failures"));
        skipped.ShouldBeLessThan(programs / 2);
        failures.ShouldBeEmpty();
    }

    private static IEnumerable<string> Faults(FuzzProgram program)
    {
        var start = program.Inputs(program.Seed);
        var other = program.Inputs(program.Seed + 1_000_003);
        var eager = Eager(program, start);
        // What is no number as it is written is what formulas are for.
        var written = AsWritten(program, start);
        if (written.SelectMany(part => part).All(double.IsFinite) && Differ(eager, written, 1e-9) is { } asWritten)
        {
            yield return $"formulas off: {asWritten}";
        }

        if (Differ(eager, Eager(program, [.. start.Select(Rounded)]), 2e-3) is { } inFloat)
        {
            yield return $"float: {inFloat}";
        }

        Parameter<double>[] leaves = [.. start.Select(input => new Parameter<double>(input))];
        var replay = Replay.Of(() => Results(program, leaves));
        for (var turn = 0; turn < 2; turn++)
        {
            var point = turn == 0 ? other : start;
            foreach (var (leaf, value) in leaves.Zip(point))
            {
                leaf.Update(value);
            }

            replay.Run();
            double[][] again = [.. replay.Results.Select(result => result.Value.ToArray())];
            if (Differ(turn == 0 ? Eager(program, other) : eager, again, 1e-11) is { } replayed)
            {
                yield return $"replayed {turn}: {replayed}";
            }
        }

        if (Quotients(program, start, eager) is { } quotient)
        {
            yield return quotient;
        }
    }

    // Along one direction, by the central quotient at two steps, so that what a kink near by spoils is told from what is wrong.
    private static string? Quotients(FuzzProgram program, NdArray<double>[] start, double[][] eager)
    {
        var random = new Random(program.Seed);
        var directions = start.Select(input => Initialize.Uniform<double>(input.Shape, random, -1, 1)).ToArray();
        var slope = eager.Skip(1).Zip(directions, (gradient, direction) => gradient.Zip(direction.ToArray(), (g, d) => g * d).Sum()).Sum();
        var (coarse, fine) = (Quotient(1e-4), Quotient(1e-5));
        var scale = 1 + Math.Abs(slope) + Math.Abs(eager[0][0]);
        return Math.Abs(coarse - fine) < 1e-5 * scale && Math.Abs(fine - slope) > 1e-4 * scale
            ? FormattableString.Invariant($"difference quotient {fine:R}, slope {slope:R}")
            : null;

        double Quotient(double step) => (ValueAt(step) - ValueAt(-step)) / (2 * step);

        double ValueAt(double step) => program.Run<double>([.. start.Zip(directions, (input, direction) => Node.Constant(
            new NdArray<double>(input.Shape, [.. input.ToArray().Zip(direction.ToArray(), (x, d) => x + (step * d))])))]).Scalar;
    }

    private static bool IsModerate(FuzzProgram program) => new[] { program.Seed, program.Seed + 1_000_003 }.All(seed =>
        Eager(program, program.Inputs(seed)).SelectMany(part => part).All(x => Math.Abs(x) < LargestMagnitude));

    private static double[][] Eager<T>(FuzzProgram program, NdArray<T>[] inputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. Results<T>(program, [.. inputs.Select(input => new Parameter<T>(input))])
            .Select(result => Array.ConvertAll(result.Value.ToArray(), double.CreateChecked))];

    private static double[][] AsWritten(FuzzProgram program, NdArray<double>[] inputs)
    {
        using var formulasOff = Stabilizing.Off();
        return Eager(program, inputs);
    }

    private static Node<T>[] Results<T>(FuzzProgram program, Parameter<T>[] leaves)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var output = program.Run(leaves);
        var gradients = output.Backward();
        return [output, .. leaves.Select(leaf =>
            gradients.TryGetValue(leaf, out var gradient) ? gradient : Node.Constant(NdArray.Zeros<T>(leaf.Shape)))];
    }

    private static string? Differ(double[][] expected, double[][] given, double tolerance)
    {
        // A part that cancels is as exact as the largest.
        var scale = 1 + expected.SelectMany(part => part).Max(Math.Abs);
        for (var part = 0; part < expected.Length; part++)
        {
            for (var i = 0; i < expected[part].Length; i++)
            {
                if (!(Math.Abs(expected[part][i] - given[part][i]) <= tolerance * scale))
                {
                    return FormattableString.Invariant(
                        $"element {i} of result {part} is {given[part][i]:R}, not {expected[part][i]:R}");
                }
            }
        }

        return null;
    }

    private static NdArray<float> Rounded(NdArray<double> x) => new(x.Shape, Array.ConvertAll(x.ToArray(), element => (float)element));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}

using System.Globalization;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// Every operation of the library is certified, at the points of the table of gradient checks, with its rule made wrong on purpose.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
public class CertificatesTests
{
    // Where an operation has a value but no derivative, or one that differences cannot tell.
    private static readonly Dictionary<Type, Func<IReadOnlyList<NdArray<double>>, bool>> s_domains = new()
    {
        // Windows that overlap share a tie unequally: the gradient of a weighted sum of them need not lie between its two slopes.
        [typeof(MaxPool2D)] = x => x[0].ToArray().Distinct().Count() == x[0].Size,
        [typeof(Pow)] = x => x[0].ToArray().All(value => value > 0) || x.Count == 1,
        // A tiny divisor has jumps that lie closer together than the points of any difference.
        [typeof(Remainder)] = x => x.Count == 1 || x[1].ToArray().All(divisor => Math.Abs(divisor) > 1e-3),
        [typeof(Cholesky)] = AreWellConditioned,
        [typeof(Cofactors)] = AreWellConditioned,
        [typeof(CofactorsAlong)] = AreWellConditioned,
        [typeof(Determinant)] = AreWellConditioned,
        [typeof(Inverse)] = AreWellConditioned,
        [typeof(LogDeterminant)] = AreWellConditioned,
        [typeof(Solve)] = AreWellConditioned,
        [typeof(TriangularSolve)] = AreWellConditioned,
    };

    private int _certificates;
    private int _caught;
    private int _applicable;

    // What makes masks has no derivative, so no rule that could be wrong.
    private static IEnumerable<Type> Operations =>
        AllOperations.Public.Except([typeof(And), typeof(Compare), typeof(MaximumSlope), typeof(Not), typeof(Or)]);

    [TestCaseSource(nameof(Operations))]
    public void The_operation_is_certified_and_every_mutant_is_caught(Type operation)
    {
        var options = new CertifyOptions { Operation = operation, Domain = s_domains.GetValueOrDefault(operation) };
        var certificates = GradientTable.Rows
            .Where(row => row.Operation == operation.Name)
            .Select(row => GradientCheck.Certify(row.Function, row.Inputs, options))
            .ToList();
        certificates.ShouldNotBeEmpty();
        Interlocked.Add(ref _certificates, certificates.Count);
        Interlocked.Add(ref _caught, certificates.Sum(certificate => certificate.Caught));
        Interlocked.Add(ref _applicable, certificates.Sum(certificate => certificate.Applicable));
        certificates.Where(certificate => !certificate.Passed).ShouldBeEmpty();
    }

    [OneTimeTearDown]
    public void Tell() => TestContext.Progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{_certificates} certificates of {Operations.Count()} operations: {_caught} of {_applicable} mutants caught"));

    private static bool AreWellConditioned(IReadOnlyList<NdArray<double>> inputs)
    {
        var (x, length) = (inputs[0], inputs[0].Shape[^1]);
        return x.ToArray().Chunk(length * length)
            .All(matrix => MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfRowMajor(length, length, matrix)
                .ConditionNumber() < 1e4);
    }
}

using System.Globalization;
using Autograd;
using MathNet.Numerics;

namespace Benchmarks.AdBench;

/// <summary>
/// The log posterior of a Gaussian mixture with a Wishart prior, as a benchmark of others states it: see README.md beside this file.
/// </summary>
internal sealed class GaussianMixture
{
    private readonly int _dimensions;
    private readonly int _components;
    private readonly int _points;
    private readonly double _gamma;
    private readonly int _wishart;
    private readonly IntList _lowerTriangle;
    private readonly Node<double> _x;

    private GaussianMixture(Queue<double> numbers)
    {
        int Whole() => (int)numbers.Dequeue();
        NdArray<double> Values(Shape shape) => NdArray.Generate(shape, numbers.Dequeue);
        (_dimensions, _components, _points) = (Whole(), Whole(), Whole());
        Alpha = new(Values([_components]), "alpha");
        Mu = new(Values([_components, _dimensions]), "mu");
        Icf = new(Values([_components, _dimensions * (_dimensions + 1) / 2]), "icf");

        // One point in each column, with a 1 below it.
        var points = Node.Constant(Values([_points, _dimensions])).Transpose();
        _x = Node.Concat([points, Node.Constant(NdArray.Ones<double>([1, _points]))]);
        (_gamma, _wishart) = (numbers.Dequeue(), Whole());
        _lowerTriangle = LowerTriangle(_dimensions);
    }

    /// <summary>The logarithms of the weights, up to a constant: (K).</summary>
    public Parameter<double> Alpha { get; }

    /// <summary>The means: (K, d).</summary>
    public Parameter<double> Mu { get; }

    /// <summary>
    /// The factors of the inverse covariances: the logarithm of the diagonal, then the lower triangle: (K, d (d + 1) / 2).
    /// </summary>
    public Parameter<double> Icf { get; }

    /// <summary>Reads a file in the benchmark's format.</summary>
    public static GaussianMixture Read(string file) => new(new Queue<double>(
        File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))));

    /// <summary>The objective, recorded anew.</summary>
    public Node<double> Objective()
    {
        var (d, k, n) = (_dimensions, _components, _points);
        var q = Icf[.., ..d];
        var sumQ = q.Sum(1);

        // Q (x - mu) of all components and points is one product: [Q, -Q mu] times the points with a 1 below each.
        var entries = Node.Concat([q.Exp(), Icf[.., d..]], axis: 1);
        var factors = entries.ScatterAdd(_lowerTriangle, d * d, axis: 1).Reshape([k, d, d]);
        var shifts = factors.MatMul(Mu.Reshape([k, d, 1]));
        var standardized = Node.Concat([factors, -shifts], axis: 2).Reshape([k * d, d + 1]).MatMul(_x).Reshape([k, d, n]);

        var logLikelihoods = (Alpha + sumQ).Reshape([k, 1]) - (0.5 * standardized.SumOfSquares(1));
        var prior = (_gamma * _gamma / 2 * entries.SumOfSquares()) - (_wishart * sumQ.Sum());
        return logLikelihoods.LogSumExp(0).Sum() - (n * Alpha.LogSumExp()) + prior + Constant();
    }

    private double Constant()
    {
        var (d, freedom) = (_dimensions, _dimensions + _wishart + 1);
        var logGamma = d * (d - 1) / 4.0 * Math.Log(Math.PI);
        for (var j = 1; j <= d; j++)
        {
            logGamma += SpecialFunctions.GammaLn((freedom + 1 - j) / 2.0);
        }

        var scale = freedom * d * (Math.Log(_gamma) - (0.5 * Math.Log(2)));
        return (-_points * d / 2.0 * Math.Log(2 * Math.PI)) - (_components * (scale - logGamma));
    }

    // Where the diagonal, and then the columns below it, are in a row-major d x d matrix.
    private static IntList LowerTriangle(int d)
    {
        var places = Enumerable.Range(0, d).Select(i => (i * d) + i).ToList();
        for (var column = 0; column < d; column++)
        {
            places.AddRange(Enumerable.Range(column + 1, d - column - 1).Select(row => (row * d) + column));
        }

        return [.. places];
    }
}

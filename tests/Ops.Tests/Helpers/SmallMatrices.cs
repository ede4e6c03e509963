using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Small matrices, and their products, determinants and inverses by the definition.</summary>
internal static class SmallMatrices
{
    // Random, with a heavy diagonal so that it is not close to singular.
    public static Node<T> Matrix<T>(int n, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var next = 0;
        return Node.Constant(
            NdArray.Generate<T>([n, n], () => T.CreateChecked((next++ % (n + 1) == 0 ? n : 0) + (2 * random.NextDouble()) - 1)));
    }

    public static Node<double> Diagonal(params double[] diagonal)
    {
        var n = diagonal.Length;
        var next = 0;
        return Node.Constant(NdArray.Generate<double>([n, n], () => next++ % (n + 1) == 0 ? diagonal[(next - 1) / (n + 1)] : 0));
    }

    public static double[] Identity(int n) => [.. Enumerable.Range(0, n * n).Select(i => i % (n + 1) == 0 ? 1.0 : 0)];

    public static double[] Doubles<T>(NdArray<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(x.ToArray(), double.CreateChecked);

    // By the definition, in double.
    public static double[] Product<T>(Node<T> x, NdArray<T> y, bool transposeX, bool transposeY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (m, k, n) = (x.Shape[0], x.Shape[1], transposeY ? y.Shape[0] : y.Shape[1]);
        var result = new double[m * n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var p = 0; p < k; p++)
                {
                    var (left, right) = (transposeX ? x.Value[p, i] : x.Value[i, p], transposeY ? y[j, p] : y[p, j]);
                    result[(i * n) + j] += double.CreateChecked(left) * double.CreateChecked(right);
                }
            }
        }

        return result;
    }

    public static double Expansion(NdArray<double> x)
    {
        if (x.Shape[0] == 0)
        {
            return 1;
        }

        var sum = 0.0;
        for (var j = 0; j < x.Shape[0]; j++)
        {
            sum += (j % 2 == 0 ? 1 : -1) * x[0, j] * Expansion(Minor(x, 0, j));
        }

        return sum;
    }

    public static double[] CofactorsByExpansion(NdArray<double> x) => [..
        from i in Enumerable.Range(0, x.Shape[0])
        from j in Enumerable.Range(0, x.Shape[0])
        select ((i + j) % 2 == 0 ? 1 : -1) * Expansion(Minor(x, i, j))];

    public static double[] InverseByCofactors(NdArray<double> x)
    {
        var cofactors = CofactorsByExpansion(x);
        var n = x.Shape[0];
        return [.. Enumerable.Range(0, n * n).Select(i => cofactors[(i % n * n) + (i / n)] / Expansion(x))];
    }

    private static NdArray<double> Minor(NdArray<double> x, int row, int column)
    {
        var n = x.Shape[0];
        return new NdArray<double>(
            [n - 1, n - 1], [.. Enumerable.Range(0, n * n).Where(i => i / n != row && i % n != column).Select(i => x[i / n, i % n])]);
    }
}

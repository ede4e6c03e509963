using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Autograd;

/// <summary>The cofactors of a matrix and their derivative, from its singular values: right for a singular matrix too.</summary>
/// <remarks>
/// With X = U S V', the cofactors are det(U) det(V) U cof(S) V'. Those of a diagonal matrix are products of all but one element of the
/// diagonal, and their derivatives products of all but two; nothing is divided by. The row-major elements are read as the column-major X':
/// cof(X') = cof(X)', so the result is row-major again.
/// </remarks>
internal sealed class SingularBasis
{
    private readonly Matrix<double> _u;
    private readonly Matrix<double> _vTransposed;
    private readonly double[] _values;
    private readonly double _sign;

    /// <summary>Decomposes a matrix with finite elements.</summary>
    public SingularBasis(double[] x, int order)
    {
        // Squares of the elements, which the decomposition takes, would overflow or underflow long before the elements do.
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(x));
        var exponent = largest == 0 ? 0 : Math.ILogB(largest);
        var scaled = Array.ConvertAll(x, element => Math.ScaleB(element, -exponent));
        var svd = Matrix<double>.Build.Dense(order, order, scaled).Svd(computeVectors: true);
        _u = svd.U;
        _vTransposed = svd.VT;
        _values = Array.ConvertAll(svd.S.ToArray(), value => Math.ScaleB(value, exponent));
        _sign = Math.Sign(_u.Determinant() * _vTransposed.Determinant());
    }

    /// <summary>The cofactors.</summary>
    public double[] Cofactors() => Back(Matrix<double>.Build.DenseDiagonal(_values.Length, _values.Length, i => ProductWithout(i, i)));

    /// <summary>The derivative of the cofactors along a direction.</summary>
    public double[] CofactorsAlong(double[] direction)
    {
        var order = _values.Length;
        var inside = _u.TransposeThisAndMultiply(Matrix<double>.Build.Dense(order, order, direction)).TransposeAndMultiply(_vTransposed);
        var derivative = Matrix<double>.Build.Dense(order, order);
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var product = ProductWithout(i, j);
                derivative[i, j] = -inside[j, i] * product;
                derivative[j, i] = -inside[i, j] * product;
                derivative[i, i] += inside[j, j] * product;
                derivative[j, j] += inside[i, i] * product;
            }
        }

        return Back(derivative);
    }

    private double[] Back(Matrix<double> inside) => (_sign * _u * inside * _vTransposed).ToColumnMajorArray();

    private double ProductWithout(int i, int j)
    {
        var product = new ScaledProduct();
        for (var k = 0; k < _values.Length; k++)
        {
            if (k != i && k != j)
            {
                product.Multiply(_values[k]);
            }
        }

        return product.Value;
    }
}

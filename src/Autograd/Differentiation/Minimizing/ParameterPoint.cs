using MathNet.Numerics.LinearAlgebra;

namespace Autograd;

/// <summary>Parameters as a point of MathNet's: the elements of all, one after the other in row-major order.</summary>
internal sealed class ParameterPoint
{
    private readonly string _owner;
    private readonly FlatSpace<double> _space;

    public ParameterPoint(string owner, IReadOnlyList<Parameter<double>> parameters)
    {
        Tracing.RequireNodes(owner, parameters);
        (_owner, Parameters, _space) = (owner, parameters, new FlatSpace<double>(owner, parameters));
    }

    public IReadOnlyList<Parameter<double>> Parameters { get; }

    /// <summary>The number of elements.</summary>
    public int Size => _space.Size;

    /// <summary>What the parameters hold now.</summary>
    public Vector<double> Current => Vector<double>.Build.Dense(_space.Flat(parameter => parameter));

    /// <summary>Gradients by the parameters as a vector.</summary>
    public Vector<double> Packed(Gradients<double> gradients) => Vector<double>.Build.Dense(_space.Flat(parameter => gradients[parameter]));

    /// <summary>Lets the parameters hold a point.</summary>
    public void Write(Vector<double> point)
    {
        if (point.Count != Size)
        {
            throw new ArgumentException(
                $"{_owner}: the point has {point.Count} elements and the parameters have {Size}; begin with Start.", nameof(point));
        }

        foreach (var (parameter, value) in _space.Arrays(point.ToArray()))
        {
            ((Parameter<double>)parameter).Update(value);
        }
    }
}

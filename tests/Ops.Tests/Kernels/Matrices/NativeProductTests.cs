using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection;
using Autograd;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Ops.Tests;

/// <summary>Large matrix products are computed by the provider that the user has chosen for MathNet.Numerics, in every order.</summary>
[TestFixture]
[Category("Kernels")]
public class NativeProductTests
{
    private ILinearAlgebraProvider _usual = null!;
    private StandIn _standIn = null!;

    [SetUp]
    public void Choose()
    {
        _usual = LinearAlgebraControl.Provider;
        var standIn = DispatchProxy.Create<ILinearAlgebraProvider, StandIn>();
        _standIn = (StandIn)(object)standIn;
        LinearAlgebraControl.Provider = standIn;
    }

    [TearDown]
    public void Restore() => LinearAlgebraControl.Provider = _usual;

    [Test]
    public void A_large_product_is_the_provider_s([Values] bool transposeX, [Values] bool transposeY)
    {
        ShouldCall<double>(transposeX, transposeY, 1e-12);
        ShouldCall<float>(transposeX, transposeY, 1e-4);
    }

    [Test]
    public void So_is_each_one_of_a_batch()
    {
        var x = Node.Constant(Initialize.Normal<double>([3, 80, 90], new Random(1)));
        var y = Node.Constant(Initialize.Normal<double>([90, 100], new Random(2)));
        var z = new MatMul().Apply(x, y);
        _standIn.Products.ShouldBe(3);
        LinearAlgebraControl.Provider = _usual;
        ShouldBeClose(z, new MatMul().Apply(x, y), 1e-12);
    }

    private void ShouldCall<T>(bool transposeX, bool transposeY, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Node.Constant(Initialize.Normal<T>(transposeX ? [90, 80] : [80, 90], new Random(1)));
        var y = Node.Constant(Initialize.Normal<T>(transposeY ? [100, 90] : [90, 100], new Random(2)));
        var product = new MatMul(transposeX, transposeY);
        var before = _standIn.Products;
        var z = product.Apply(x, y);
        _standIn.Products.ShouldBe(before + 1);
        LinearAlgebraControl.Provider = _usual;
        ShouldBeClose(z, product.Apply(x, y), tolerance);
        _standIn.Products.ShouldBe(before + 1);
        LinearAlgebraControl.Provider = (ILinearAlgebraProvider)(object)_standIn;
    }

    private static void ShouldBeClose<T>(Node<T> actual, Node<T> expected, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        double.CreateChecked(TensorPrimitives.Distance(actual.Span, expected.Span) / TensorPrimitives.Norm(expected.Span))
            .ShouldBeLessThan(tolerance);

    /// <summary>Counts products and leaves them to the managed provider.</summary>
    public class StandIn : DispatchProxy
    {
        public int Products { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(ILinearAlgebraProvider<double>.MatrixMultiplyWithUpdate))
            {
                Products++;
            }

            return targetMethod.Invoke(ManagedLinearAlgebraProvider.Instance, args);
        }
    }
}

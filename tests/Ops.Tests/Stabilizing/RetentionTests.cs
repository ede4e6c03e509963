using Autograd;

namespace Ops.Tests;

/// <summary>Constants keep what formulas need, and no large array for long.</summary>
[TestFixture]
public class RetentionTests
{
    [Test]
    public void Kept_scalars_do_not_keep_the_arrays_that_they_were_computed_from([Values] bool recordingIsOff)
    {
        const int length = 80_000;
        var w = new Parameter<double>(NdArray.Zeros<double>([length]));
        var kept = new List<Node<double>>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 200; i++)
        {
            if (recordingIsOff)
            {
                using var off = Recording.Off();
                kept.Add((w + 1).Exp().Sum());
            }
            else
            {
                kept.Add((Node.Constant(NdArray.Zeros<double>([length])) + 1).Exp().Sum());
            }
        }

        // 200 arrays would be 128 MB.
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(40L * length * sizeof(double));
        kept.ForEach(sum => sum.Log().Scalar.ShouldBe(Math.Log(length) + 1, 1e-9));
    }

    [Test]
    public void A_formula_has_one_value_whether_it_is_recorded_or_not()
    {
        var z = NdArray.Full<double>([1000], 1000);
        var expected = 1000 + Math.Log(1000);
        new Parameter<double>(z).Exp().Sum().Log().Scalar.ShouldBe(expected, 1e-9);
        Node.Constant(z).Exp().Sum().Log().Scalar.ShouldBe(expected, 1e-9);
        using var off = Recording.Off();
        var sum = new Parameter<double>(z).Exp().Sum();
        _ = Node.Constant(z).Sin().Square().Sum();
        sum.Log().Scalar.ShouldBe(expected, 1e-9);
    }
}

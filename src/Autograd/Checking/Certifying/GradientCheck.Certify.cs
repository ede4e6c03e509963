namespace Autograd;

public static partial class GradientCheck
{
    /// <summary>Certifies an operation of one input.</summary>
    /// <param name="function">The operation applied to its input.</param>
    /// <param name="x">A point inside its domain, of a shape of several elements.</param>
    /// <param name="options">How to certify; left out, the defaults.</param>
    /// <inheritdoc cref="Certify(Func{IReadOnlyList{Node{double}}, Node{double}}, IReadOnlyList{NdArray{double}}, CertifyOptions?)"/>
    public static Certificate Certify(Func<Node<double>, Node<double>> function, NdArray<double> x, CertifyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Certify(inputs => function(inputs[0]), [x], options);
    }

    /// <summary>Certifies an operation of two inputs.</summary>
    /// <param name="function">The operation applied to its inputs.</param>
    /// <param name="x">A point inside its domain: the first input.</param>
    /// <param name="y">A point inside its domain: the second input.</param>
    /// <param name="options">How to certify; left out, the defaults.</param>
    /// <inheritdoc cref="Certify(Func{IReadOnlyList{Node{double}}, Node{double}}, IReadOnlyList{NdArray{double}}, CertifyOptions?)"/>
    public static Certificate Certify(
        Func<Node<double>, Node<double>, Node<double>> function, NdArray<double> x, NdArray<double> y, CertifyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Certify(inputs => function(inputs[0], inputs[1]), [x, y], options);
    }

    /// <summary>
    /// Certifies an operation: its shape rule, its Forward run again, its gradients and second derivatives at the given points, where rules
    /// go wrong and where inputs are broadcast, float against double, the operation against its composition, and a replay that was recorded
    /// at one point and is run again at the others. Then its rule is made wrong in every way that rules are wrong in, and each of these
    /// mutants must fail at the given points, near by, broadcast or used twice.
    /// </summary>
    /// <remarks>
    /// The points where rules go wrong are zeros of both signs, ties, tiny, large and saturated elements. Order 1 is checked there. Those
    /// outside the domain, where the operation refuses its input or the value or the slope is not finite, are left out and counted. A
    /// replay finds the rule that reads elements to choose a slope, which is right wherever it is checked alone; a function that a replay
    /// refuses (<see cref="ReplayException"/>) passes, and the certificate gives the refusal. A
    /// mutant that returns the same gradients as the right rule at all points, and at random ones near by, does not apply; the certificate
    /// says why.
    /// </remarks>
    /// <param name="function">
    /// The operation applied to its inputs. If it is made of several, the last is certified, or that of
    /// <see cref="CertifyOptions.Operation"/>.
    /// </param>
    /// <param name="inputs">A point inside its domain.</param>
    /// <param name="options">How to certify; left out, the defaults.</param>
    /// <returns>What was tried and what was found.</returns>
    /// <exception cref="GradientException">
    /// The function is constant, gives two values at one point, or does not contain the operation to certify.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There is nothing to certify: an input or the value is empty, or the value is not finite. Or an option is out of its range.
    /// </exception>
    public static Certificate Certify(
        Func<IReadOnlyList<Node<double>>, Node<double>> function, IReadOnlyList<NdArray<double>> inputs, CertifyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        using var recorded = Recording.On();
        return new Certification(function, inputs, options ?? new CertifyOptions()).Run();
    }
}

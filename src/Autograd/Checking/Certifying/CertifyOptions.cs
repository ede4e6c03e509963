namespace Autograd;

/// <summary>How an operation is certified.</summary>
public sealed record CertifyOptions
{
    /// <summary>The highest derivative to check: 1 or 2.</summary>
    public int Order { get; init; } = 2;

    /// <summary>The operation to certify, where the function is made of several; left out, the one that made its result.</summary>
    public Type? Operation { get; init; }

    /// <summary>
    /// The same function made of other operations, which value and derivatives must equal. An <see cref="IFused"/> operation brings its
    /// own.
    /// </summary>
    public Func<IReadOnlyList<Node<double>>, Node<double>>? Composition { get; init; }

    /// <summary>
    /// Where the function has a derivative; left out, wherever its value is finite and no slope infinite. A power, for instance, has none
    /// by the exponent where the base is negative.
    /// </summary>
    public Func<IReadOnlyList<NdArray<double>>, bool>? Domain { get; init; }

    /// <summary>Further points to check at: for each, the inputs.</summary>
    public IReadOnlyList<IReadOnlyList<NdArray<double>>> MorePoints { get; init; } = [];

    /// <summary>Seeds the random weights, directions and points.</summary>
    public int Seed { get; init; } = 1;
}

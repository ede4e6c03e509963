namespace Autograd;

/// <summary>One number along the height of an image and one along its width: a size, a stride, a padding or a dilation.</summary>
/// <remarks>A single number stands for both: <c>stride: 2</c>; or give a pair: <c>stride: (2, 1)</c>.</remarks>
/// <param name="Height">The number along the height, the second last axis.</param>
/// <param name="Width">The number along the width, the last axis.</param>
public readonly record struct HeightWidth(int Height, int Width)
{
    /// <summary>The same number along both.</summary>
    public static implicit operator HeightWidth(int both) => new(both, both);

    /// <summary>A number along the height and one along the width.</summary>
    public static implicit operator HeightWidth((int Height, int Width) pair) => new(pair.Height, pair.Width);

    /// <summary>The two between parentheses: <c>(2, 1)</c>.</summary>
    public override string ToString() => $"({Height}, {Width})";
}

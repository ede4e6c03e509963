using System.Numerics;
using Autograd;

/// <summary>Handwritten digits, 1797 of them. To include: #:include shared/DigitImages.cs</summary>
internal static class DigitImages
{
    /// <summary>The images, of shape (1797, 64): 8 x 8 pixels from 0, white, to 1; and which digit each shows.</summary>
    public static (NdArray<T> Images, IntList Digits) Load<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Pixels from 0 to 16, and in the last column the digit.
        var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
        Node<T> table = Csv.Load<T>(Path.Combine(folder, "data", "digits.csv.gz"));
        return ((table[.., ..64] / 16).Value, [.. table[.., 64].Value.ToArray().Select(int.CreateChecked)]);
    }
}

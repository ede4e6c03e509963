namespace Autograd;

/// <summary>How a number is written in a file.</summary>
internal enum ElementType
{
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    BFloat16,
    Float32,
    Float64,
}

/// <summary>What is known of each way to write a number.</summary>
internal static class ElementTypes
{
    /// <summary>How many bytes an element takes.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>How the elements of arrays are written as they are.</summary>
    public static ElementType Of<T>() => typeof(T) == typeof(float) ? ElementType.Float32 : ElementType.Float64;
}

using System.Numerics;

namespace Autograd;

/// <summary>Makes constants: nodes that no gradient reaches.</summary>
public static class Node
{
    /// <summary>A constant with this value: data, a target, a fixed factor.</summary>
    /// <remarks>
    /// Elements are shared, not copied, unless a parameter owns them: <c>Node.Constant(w.Value)</c> is a picture of w at this moment, which
    /// stays when w is updated.
    /// </remarks>
    public static Node<T> Constant<T>(NdArray<T> value)
        where T : unmanaged, IFloatingPointIeee754<T> => new(value, requiresGrad: false);

    /// <inheritdoc cref="Constant{T}(NdArray{T})"/>
    public static Node<T> Constant<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T> => new(value, requiresGrad: false);

    /// <inheritdoc cref="Constant{T}(NdArray{T})"/>
    public static Node<T> Constant<T>(T[] value)
        where T : unmanaged, IFloatingPointIeee754<T> => new(value, requiresGrad: false);

    /// <inheritdoc cref="Constant{T}(NdArray{T})"/>
    public static Node<T> Constant<T>(T[,] value)
        where T : unmanaged, IFloatingPointIeee754<T> => new(value, requiresGrad: false);
}

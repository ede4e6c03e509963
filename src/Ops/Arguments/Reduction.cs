namespace Autograd;

/// <summary>What becomes of the losses of the single examples.</summary>
public enum Reduction
{
    /// <summary>Their mean, one number.</summary>
    Mean,

    /// <summary>Their sum, one number.</summary>
    Sum,

    /// <summary>They are returned as they are.</summary>
    None,
}

namespace Autograd;

/// <summary>How <see cref="Compare"/> relates two elements.</summary>
public enum Relation
{
    /// <summary>x &lt; y.</summary>
    Less,

    /// <summary>x &lt;= y.</summary>
    LessOrEqual,

    /// <summary>x &gt; y.</summary>
    Greater,

    /// <summary>x &gt;= y.</summary>
    GreaterOrEqual,

    /// <summary>x = y.</summary>
    Equal,

    /// <summary>x and y differ, or one is NaN.</summary>
    NotEqual,
}

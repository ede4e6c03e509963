namespace Autograd;

/// <summary>How many inputs an operation takes; the default takes any number.</summary>
/// <param name="Least">The smallest number.</param>
/// <param name="Most">The largest number; null where there is none.</param>
/// <param name="Names">What the inputs are, for messages: <c>x and y</c>. May be left out.</param>
public readonly record struct Arity(int Least, int? Most, string? Names = null)
{
    /// <summary>Just this many, whatever they are called.</summary>
    public static implicit operator Arity(int count) => new(count, count);

    /// <summary>Refuses another number of inputs.</summary>
    /// <exception cref="ShapeException">It is another; the message says how many the operation takes.</exception>
    internal void Require(string operation, int count)
    {
        if (count < Least || count > Most)
        {
            var names = Names is null ? "" : $", {Names}";
            throw new ShapeException($"{operation}: takes {this}{names}, but got {count}.");
        }
    }

    /// <summary>In words: <c>two inputs</c>, <c>two or three inputs</c>, <c>at least one input</c>.</summary>
    public override string ToString() => (Least, Most) switch
    {
        (0, null) => "any number of inputs",
        (_, null) => $"at least {Inputs(Least)}",
        var (least, most) when least == most => Inputs(least),
        var (least, most) => $"{Number(least)} {(most == least + 1 ? "or" : "to")} {Inputs(most.Value)}",
    };

    private static string Inputs(int count) => $"{Number(count)} {(count == 1 ? "input" : "inputs")}";

    private static string Number(int count) => count switch
    {
        0 => "no",
        1 => "one",
        2 => "two",
        3 => "three",
        _ => $"{count}",
    };
}

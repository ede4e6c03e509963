namespace Autograd;

/// <summary>What is said of a text that somebody else has written.</summary>
internal static class MessageText
{
    private const int Longest = 100;

    /// <summary>The text in quotation marks; of a long one the beginning, and no control characters.</summary>
    public static string Quoted(string text) =>
        $"\"{string.Concat(text.Take(Longest).Select(Shown))}{(text.Length > Longest ? "..." : "")}\"";

    private static char Shown(char character) => char.IsControl(character) ? '?' : character;
}

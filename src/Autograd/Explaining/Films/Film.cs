using System.Numerics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Autograd;

/// <summary>A page that shows both passes over a graph step by step: one file, without network, for any browser.</summary>
/// <remarks>
/// Made by <c>loss.ToFilm()</c>. Every number on the page comes from the passes themselves or from the operations' own rules; values are
/// those of the moment in which it was made.
/// </remarks>
public sealed class Film
{
    private Film(string html) => Html = html;

    /// <summary>The page.</summary>
    public string Html { get; }

    /// <summary>Writes the page to a file.</summary>
    /// <param name="path">Where to; a file that is there is replaced.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, Html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    internal static Film Of<T>(FilmData<T> film, string title)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var data = Encoding.UTF8.GetString(film.ToJson(title));
        var (style, script) = (Part("film.css"), Part("film.js"));

        // The page runs its own script and shows its own style, and nothing else: no name in the data can add to them.
        return new Film(Part("film.html")
            .Replace("{{style-hash}}", Hash(style), StringComparison.Ordinal)
            .Replace("{{script-hash}}", Hash(script), StringComparison.Ordinal)
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal)
            .Replace("{{data}}", data, StringComparison.Ordinal));
    }

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Part(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Autograd.Explaining.Films.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>The way from a node to a film.</summary>
public static class FilmExtensions
{
    extension<T>(Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// A page that shows how this node was made and how its gradient goes back, step by step: <c>loss.ToFilm().Save("loss.html")</c>.
        /// </summary>
        /// <param name="title">The title of the page; left out, the name of this node.</param>
        /// <param name="seed">The gradient of this node; left out, 1, if it has one element.</param>
        /// <param name="check">Whether each node is checked (<c>CheckNodes</c>), so that a wrong rule is red in the picture.</param>
        /// <exception cref="GradientException">
        /// The node is a constant, needs a seed, or a parameter was updated since it was read.
        /// </exception>
        public Film ToFilm(string? title = null, Node<T>? seed = null, bool check = false)
        {
            ArgumentNullException.ThrowIfNull(output);
            var data = new FilmData<T>();
            data.Add(Storyboard<T>.Of(output, seed), check: check ? output.CheckNodes() : null);
            return Film.Of(data, title ?? output.Name ?? "A graph");
        }
    }
}

#:project ../src/Ops/Ops.csproj
#:include shared/Gallery.cs

// Five films of the backward pass and one of training, each one page, and a page that lists them, to open in a browser.
// dotnet run -c Release samples/Films.cs [folder]

using System.Net;
using Autograd;

var folder = Path.GetFullPath(args.FirstOrDefault() ?? "artifacts/films");
Directory.CreateDirectory(folder);
var items = new List<string>();
foreach (var (name, title, shows, output) in Gallery.Films())
{
    Add(name, title, shows, output.ToFilm(title, check: true));
}

Add("training", "Exclusive or, while it is learned",
    "A second slider goes through training: the hidden points move until a line separates them, and the gradients vanish.",
    Gallery.Training());

var index = Path.Combine(folder, "index.html");
File.WriteAllText(index, $$"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Films of the backward pass</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 18px/1.5 system-ui, sans-serif; max-width: 42em; margin: 2em auto; padding: 0 1em; }
    </style>
    </head>
    <body>
    <h1>Films of the backward pass</h1>
    <p>The right arrow goes on, the left arrow back. Quiz hides the numbers and asks for them.</p>
    <ol>
    {{string.Join("\n", items)}}
    </ol>
    </body>
    </html>
    """);
Console.WriteLine();
Console.WriteLine(Gallery.Films().Single(film => film.Name == "fan").Output.ToTrace());
Console.WriteLine(Gallery.Films().Single(film => film.Name == "fan").Output.ToMermaid());
Console.WriteLine($"Open {index} in a browser.");

void Add(string name, string title, string shows, Film film)
{
    film.Save(Path.Combine(folder, name + ".html"));
    items.Add($"<li><a href=\"{name}.html\">{WebUtility.HtmlEncode(title)}</a>: {WebUtility.HtmlEncode(shows)}</li>");
    Console.WriteLine($"{name}.html: {title}");
}

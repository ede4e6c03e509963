using Microsoft.Playwright;

namespace Pages.Tests;

/// <summary>The browser of this machine, if it has one; none is downloaded.</summary>
[SetUpFixture]
public static class Chromium
{
    /// <summary>What a test that needs a browser says where there is none.</summary>
    public const string Missing = "no browser: apt-get install -y --no-install-recommends chromium, or set CHROMIUM to its path";

    private static readonly string?[] s_places =
    [
        Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    ];

    private static IPlaywright? s_playwright;

    public static IBrowser? Browser { get; private set; }

    [OneTimeSetUp]
    public static async Task Start()
    {
        if (Array.Find(s_places, File.Exists) is not { } path)
        {
            return;
        }

        s_playwright = await Playwright.CreateAsync();
        Browser = await s_playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    [OneTimeTearDown]
    public static async Task Stop()
    {
        if (Browser is not null)
        {
            await Browser.CloseAsync();
        }

        s_playwright?.Dispose();
    }
}

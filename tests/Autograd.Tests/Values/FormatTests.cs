using System.Globalization;

namespace Autograd.Tests;

/// <summary>A format that is written behind a colon is not ignored.</summary>
[TestFixture]
public class FormatTests
{
    [Test]
    public void A_format_applies_to_the_number_of_a_scalar_and_to_each_number_of_an_array()
    {
        var w = new Parameter<double>(new[] { 0.12345, 2 }, "w");
        var loss = w.Sum();
        string.Create(CultureInfo.InvariantCulture, $"{loss:F3}").ShouldBe("2.123");
        string.Create(CultureInfo.InvariantCulture, $"{loss.Value:E1}").ShouldBe("2.1E+000");
        string.Create(CultureInfo.InvariantCulture, $"{w:F2}").ShouldBe("(2) [0.12, 2.00]");
        string.Create(CultureInfo.GetCultureInfo("de-DE"), $"{loss:F1}").ShouldBe("2,1");
    }

    [Test]
    public void Without_a_format_the_text_is_the_same_in_every_culture()
    {
        var loss = new Parameter<double>(0.5, "w").Square();
        string.Create(CultureInfo.GetCultureInfo("de-DE"), $"{loss}").ShouldBe("Square () 0.25");
        string.Create(CultureInfo.GetCultureInfo("de-DE"), $"{loss.Value}").ShouldBe("0.25");
    }
}

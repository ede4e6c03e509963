using System.Globalization;

namespace Autograd.Tests;

/// <summary>A graph and both passes as text.</summary>
[TestFixture]
public class GraphTextsTests
{
    [TestCase("en-US")]
    [TestCase("de-DE")]
    [TestCase("ar-SA")]
    public void The_trace_is_aligned_and_the_same_in_every_culture(string culture)
    {
        using var _ = new Culture(culture);
        StoryboardTests.FanOut(0.4).U3.ToTrace().ShouldBe(
            """
            forward, as it was written
              u1  parameter      ()  0.4
              u2  Square of u1   ()  0.16
              s   Add of u1, u2  ()  0.56
              u3  Exp of s       ()  1.7507

            backward, youngest node first
              u3  Exp        ∂ 1                         gives 1.7507 to s
              s   Add        ∂ 1.7507                    gives 1.7507 to u1
                                                               1.7507 to u2
              u2  Square     ∂ 1.7507                    gives 1.4005 to u1
              u1  parameter  ∂ 3.1512 = 1.7507 + 1.4005

            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void Mermaid_has_a_box_for_each_node_and_an_arrow_for_each_input()
    {
        StoryboardTests.FanOut(0.4).U3.ToMermaid().ShouldBe(
            """
            flowchart LR
                n0(["u1 = Parameter ()<br/>0.4<br/>∂ 3.1512"])
                n1["u2 = Square ()<br/>0.16<br/>∂ 1.7507"]
                n0 --> n1
                n2["s = Add ()<br/>0.56<br/>∂ 1.7507"]
                n0 --> n2
                n1 --> n2
                n3["u3 = Exp ()<br/>1.7507<br/>∂ 1"]
                n2 --> n3

            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void Graphviz_has_a_box_for_each_node_and_an_arrow_for_each_input()
    {
        var w = new Parameter<double>(3, "w");
        w.Square().Named("y").ToDot().ShouldBe(
            """
            digraph {
                rankdir=LR;
                node [fontname="sans-serif"];
                n0 [shape=ellipse, label="w = Parameter ()\n3\n∂ 6"];
                n1 [shape=box, label="y = Square ()\n9\n∂ 1"];
                n0 -> n1;
            }

            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void A_name_cannot_end_its_label_or_begin_another_line()
    {
        var w = new Parameter<double>(3, "a\"];\n x --> y %% <b>\\");
        w.Square().ToMermaid().Split('\n')[1].ShouldBe(
            "    n0([\"a#34;#93;#59;#10; x --#62; y #37;#37; #60;b#62;#92; = Parameter ()<br/>3<br/>∂ 6\"])");
        w.Square().ToDot().Split('\n')[3].ShouldBe(
            "    n0 [shape=ellipse, label=\"a\\\"];  x --> y %% <b>\\\\ = Parameter ()\\n3\\n∂ 6\"];");
    }

    /// <summary>A culture for this thread until disposed.</summary>
    private sealed class Culture : IDisposable
    {
        private readonly CultureInfo _before = CultureInfo.CurrentCulture;

        public Culture(string name) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

        public void Dispose() => CultureInfo.CurrentCulture = _before;
    }
}

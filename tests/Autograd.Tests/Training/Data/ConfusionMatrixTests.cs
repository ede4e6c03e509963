namespace Autograd.Tests;

[TestFixture]
public class ConfusionMatrixTests
{
    // Counted by hand: of three examples of class 0 two are right and one is taken for 2; the one of class 1 is taken for 0; that of
    // class 2 is right.
    private static readonly ConfusionMatrix s_matrix = ConfusionMatrix.Of([0, 0, 2, 0, 2], [0, 0, 0, 1, 2], classes: 3);

    [Test]
    public void It_counts_what_was_taken_for_what()
    {
        (s_matrix[0, 0], s_matrix[0, 2], s_matrix[1, 0], s_matrix[2, 2], s_matrix[2, 0]).ShouldBe((2, 1, 1, 1, 0));
        s_matrix.Accuracy.ShouldBe(0.6);
        s_matrix.Precision(0).ShouldBe(2.0 / 3);
        s_matrix.Recall(0).ShouldBe(2.0 / 3);
        s_matrix.Precision(1).ShouldBe(double.NaN);
        s_matrix.Recall(1).ShouldBe(0);
    }

    [Test]
    public void It_is_an_aligned_table() => s_matrix.ToString().ShouldBe(
        "     0  1  2\n"
        + "  0  2  .  1\n"
        + "  1  1  .  .\n"
        + "  2  .  .  1");

    [Test]
    public void A_label_that_is_no_class_is_refused_and_nothing_is_counted()
    {
        var matrix = new ConfusionMatrix(2);
        Should.Throw<ArgumentOutOfRangeException>(() => matrix.Add([0, 1], [0, 2]))
            .Message.ShouldContain("2 is no class; there are 2, from 0");
        Should.Throw<ArgumentException>(() => matrix.Add([0, 1], [0])).Message.ShouldContain("2 predictions but 1 labels");
        matrix.Count.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => matrix[0, 2]);
    }
}

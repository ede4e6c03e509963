namespace Autograd.Tests;

[TestFixture]
public class DataSplitTests
{
    [Test]
    public void Each_example_is_in_one_part_of_the_size_asked_for()
    {
        var split = DataSplit.Of(100, new Random(1), validation: 0.1, test: 0.25);
        (split.Training.Count, split.Validation.Count, split.Test.Count).ShouldBe((65, 10, 25));
        split.Training.Concat(split.Validation).Concat(split.Test).ShouldBe(Enumerable.Range(0, 100), ignoreOrder: true);
        DataSplit.Of(100, new Random(1), 0.1, 0.25).ShouldBe(split);
        DataSplit.Of(100, new Random(2), 0.1, 0.25).ShouldNotBe(split);
    }

    [Test]
    public void A_stratified_split_has_each_class_in_every_part()
    {
        IntList labels = [.. Enumerable.Range(0, 1000).Select(i => i % 50 == 0 ? 1 : 0)];
        var split = DataSplit.Stratified(labels, new Random(1), validation: 0.2, test: 0.3);
        labels.Gather(split.Training).Count(label => label == 1).ShouldBe(10);
        labels.Gather(split.Validation).Count(label => label == 1).ShouldBe(4);
        labels.Gather(split.Test).Count(label => label == 1).ShouldBe(6);
        split.Training.Concat(split.Validation).Concat(split.Test).ShouldBe(Enumerable.Range(0, 1000), ignoreOrder: true);
        labels.Gather(split.Training).Take(20).ShouldNotBe(Enumerable.Repeat(0, 20), "the classes are mixed again");
    }

    [TestCase(-0.1, 0)]
    [TestCase(0.5, 0.5)]
    [TestCase(double.NaN, 0)]
    public void Shares_that_leave_nothing_are_refused(double validation, double test) =>
        Should.Throw<ArgumentOutOfRangeException>(() => DataSplit.Of(10, new Random(1), validation, test))
            .Message.ShouldContain("sum is below 1");

    [Test]
    public void A_split_that_leaves_nothing_to_learn_from_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => DataSplit.Of(2, new Random(1), 0, 0.9))
            .Message.ShouldContain("none is left to learn from");
}

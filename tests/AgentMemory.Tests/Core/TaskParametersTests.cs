using AgentMemory.Core;

namespace AgentMemory.Tests.Core;

public sealed class TaskParametersTests
{
    [Fact]
    public void A_name_comes_apart_and_goes_together_in_canonical_order()
    {
        var parameters = TaskParameters.Parse("heaps?seed=7&misere=true&piles=3");
        Assert.Equal("heaps", parameters.Family);
        Assert.Equal(3, parameters.Whole("piles", 1, 1, 9));
        Assert.True(parameters.Flag("misere", false));
        Assert.Equal(7UL, parameters.Seed);
        parameters.RefuseUnread();
        Assert.Equal("heaps?misere=true&piles=3&seed=7", parameters.ToString());
    }

    [Theory]
    [InlineData("heaps?piles", "\"piles\" is not a parameter")]
    [InlineData("heaps?piles=1&piles=2", "stands twice")]
    public void A_malformed_name_is_refused_with_the_place(string name, string part) =>
        Assert.Contains(part, Assert.Throws<UserErrorException>(() => TaskParameters.Parse(name)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("heaps?piles=ten")]
    [InlineData("heaps?piles=12")]
    [InlineData("heaps?piles=0")]
    public void A_value_out_of_range_is_refused_with_its_range(string name) =>
        Assert.Contains("piles", Assert.Throws<UserErrorException>(
            () => TaskParameters.Parse(name).Whole("piles", 1, 1, 9)).Message, StringComparison.Ordinal);

    [Fact]
    public void Words_are_taken_in_the_order_of_those_allowed_each_once()
    {
        string[] levels = ["recall", "apply", "build"];
        Assert.Equal(["recall", "build"], TaskParameters.Parse("facts?levels=build+recall").Words("levels", levels));
        Assert.Equal(levels, TaskParameters.Parse("facts").Words("levels", levels));
        foreach (var wrong in new[] { "guess", "recall+recall", "recall+" })
        {
            Assert.Contains("some of recall, apply, build", Assert.Throws<UserErrorException>(
                () => TaskParameters.Parse($"facts?levels={wrong}").Words("levels", levels)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_parameter_that_nobody_reads_is_refused_with_those_there_are()
    {
        var parameters = TaskParameters.Parse("heaps?pils=3");
        _ = parameters.Seed;
        parameters.Whole("piles", 1, 1, 9);
        var error = Assert.Throws<UserErrorException>(parameters.RefuseUnread);
        Assert.Contains("no parameter \"pils\"; it takes piles, seed", error.Message, StringComparison.Ordinal);
    }
}

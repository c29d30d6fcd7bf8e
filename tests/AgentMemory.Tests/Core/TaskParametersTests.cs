using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Tests.Core;

public sealed class TaskParametersTests
{
    private static readonly NumberParameter<int> Piles = TaskParameter.Whole("piles", 1, 1, 9, "how many heaps");
    private static readonly NumberParameter<int> Size = TaskParameter.Whole("size", 12, 2, 30, "stones").But("5", "with several heaps");
    private static readonly NumberParameter<int> Allowed = TaskParameter.Whole("allowed", 3, 1, 9, "counts").NoMoreThan("most");
    private static readonly DrawnParameter Columns = TaskParameter.WholeOrDrawn("columns", 2, 7, "columns");
    private static readonly WordParameter<bool> Misere = TaskParameter.Flag("misere", "who cannot move wins");
    private static readonly WordsParameter Levels = new("levels", "what is asked for", ["recall", "apply", "build"]);
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("other names", "one rule changed");
    private static readonly TaskParameter[] All = [TaskParameter.Seed, Piles, Size, Allowed, Columns, Misere, Levels, Twin];

    [Fact]
    public void A_name_comes_apart_and_goes_together_in_canonical_order()
    {
        var parameters = TaskParameters.Parse("heaps?seed=7&misere=true&piles=3");
        Assert.Equal("heaps", parameters.Family);
        Assert.Equal(3, parameters.Read(Piles));
        Assert.True(parameters.Read(Misere));
        Assert.Equal(7UL, parameters.Seed);
        parameters.RefuseUnread(All);
        Assert.Equal("heaps?misere=true&piles=3&seed=7", parameters.ToString());
        Assert.Equal("heaps?misere=true&seed=7", parameters.Without(Piles).ToString());
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
    public void A_value_out_of_range_is_refused_with_its_range(string name) => Assert.EndsWith(
        "cannot be used; piles is a whole number from 1 to 9",
        Assert.Throws<UserErrorException>(() => TaskParameters.Parse(name).Read(Piles)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void What_is_left_out_holds_by_the_first_case_that_applies()
    {
        var parameters = TaskParameters.Parse("heaps");
        Assert.Equal(12, parameters.Read(Size, false));
        Assert.Equal(5, parameters.Read(Size, true));
        Assert.Equal("12; 5 with several heaps", Size.Default);
        Assert.Equal(20, TaskParameters.Parse("heaps?size=20").Read(Size, true));
    }

    [Fact]
    public void A_number_that_something_else_bounds_is_cut_when_left_out_and_refused_when_given()
    {
        Assert.Equal(2, TaskParameters.Parse("heaps").ReadUpTo(Allowed, 2));
        Assert.Equal(3, TaskParameters.Parse("heaps").ReadUpTo(Allowed, 6));
        Assert.Equal(6, TaskParameters.Parse("heaps").ReadUpTo(Allowed, 9, 6));
        Assert.EndsWith(
            "allowed is a whole number from 1 to 2",
            Assert.Throws<UserErrorException>(() => TaskParameters.Parse("heaps?allowed=3").ReadUpTo(Allowed, 2)).Message,
            StringComparison.Ordinal);
        Assert.Equal("a whole number from 1 to 9, no more than most", Allowed.Range);
    }

    [Fact]
    public void What_is_drawn_when_left_out_may_be_asked_for_by_that_word()
    {
        Assert.Null(TaskParameters.Parse("lines").Read(Columns));
        Assert.Null(TaskParameters.Parse("lines?columns=drawn").Read(Columns));
        Assert.Equal(5, TaskParameters.Parse("lines?columns=5").Read(Columns));
        Assert.Contains("drawn, or a whole number from 2 to 7", Assert.Throws<UserErrorException>(
            () => TaskParameters.Parse("lines?columns=8").Read(Columns)).Message, StringComparison.Ordinal);
        Assert.Contains("a whole number from 2 to 6", Assert.Throws<UserErrorException>(
            () => TaskParameters.Parse("lines?columns=7").ReadUpTo(Columns, 6)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_taken_in_the_order_of_those_declared_each_once()
    {
        Assert.Equal(["recall", "build"], TaskParameters.Parse("facts?levels=build+recall").Read(Levels));
        Assert.Equal(Levels.Words, TaskParameters.Parse("facts").Read(Levels));
        foreach (var wrong in new[] { "guess", "recall+recall", "recall+" })
        {
            Assert.Contains("some of recall, apply, build", Assert.Throws<UserErrorException>(
                () => TaskParameters.Parse($"facts?levels={wrong}").Read(Levels)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_parameter_that_nobody_reads_is_refused_with_those_there_are()
    {
        var parameters = TaskParameters.Parse("heaps?pils=3");
        var error = Assert.Throws<UserErrorException>(() => parameters.RefuseUnread([TaskParameter.Seed, Piles]));
        Assert.Contains("no parameter \"pils\"; it takes piles, seed; did you mean 'piles'?", error.Message, StringComparison.Ordinal);
        var unread = Assert.Throws<UserErrorException>(() => TaskParameters.Parse("heaps?piles=3").RefuseUnread(All));
        Assert.Contains("piles has no effect beside the other parameters; leave it out", unread.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_is_read_and_not_declared_is_a_fault_of_the_family()
    {
        var parameters = TaskParameters.Parse("heaps");
        parameters.Read(Piles);
        Assert.Throws<ArgumentException>(() => parameters.RefuseUnread([TaskParameter.Seed]));
    }

    [Theory]
    [InlineData("varied=true", "write twin=varied")]
    [InlineData("scrambled=true", "write twin=scrambled")]
    public void The_old_spelling_of_a_twin_is_refused_in_one_line_that_has_the_new_one(string old, string now)
    {
        var error = Assert.Throws<UserErrorException>(() => TaskParameters.Parse($"heaps?{old}").RefuseUnread(All)).Message;
        Assert.Contains($"{old} is an old spelling; {now}", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }
}

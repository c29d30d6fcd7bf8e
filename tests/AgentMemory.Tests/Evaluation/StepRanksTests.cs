using AgentMemory.Evaluation.Curves;

namespace AgentMemory.Tests.Evaluation;

public sealed class StepRanksTests
{
    [Fact]
    public void A_missing_step_leaves_a_hole_and_shifts_nothing()
    {
        var (ranks, steps, grid) = StepRanks.Of([[0, 10, 20, 30, 40], [0, 10, 30, 40]], [0, 0]);
        Assert.Equal([0, 1, 3, 4], ranks[1]);
        Assert.Equal(5, steps);
        Assert.Equal([0, 10, 20, 30, 40], grid!);
    }

    [Fact]
    public void A_task_that_lacks_a_step_in_all_seeds_has_a_hole_too()
    {
        var (ranks, steps, _) = StepRanks.Of([[0, 1, 2, 3, 4], [0, 1, 3, 4]], [0, 1]);
        Assert.Equal([0, 1, 3, 4], ranks[1]);
        Assert.Equal(5, steps);
    }

    [Fact]
    public void Tasks_in_units_of_their_own_are_ranked_apart()
    {
        var (ranks, steps, grid) = StepRanks.Of([[0, 1, 2, 3], [0, 500, 1000, 1500]], [0, 1]);
        Assert.Equal([0, 1, 2, 3], ranks[1]);
        Assert.Equal(4, steps);
        Assert.Null(grid);
    }

    [Fact]
    public void Runs_logged_at_steps_of_their_own_are_ranked_apart()
    {
        var (ranks, steps, _) = StepRanks.Of([[0, 101, 205, 299], [0, 98, 203, 310], [0, 100, 200]], [0, 0, 0]);
        Assert.Equal([0, 1, 2, 3], ranks[1]);
        Assert.Equal([0, 1, 2], ranks[2]);
        Assert.Equal(4, steps);
    }
}

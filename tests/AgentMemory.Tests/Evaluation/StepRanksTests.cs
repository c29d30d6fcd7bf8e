using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Tests.Evaluation;

public sealed class StepRanksTests
{
    [Fact]
    public void A_missing_step_leaves_a_hole_and_shifts_nothing()
    {
        var (ranks, steps, grid, _) = StepRanks.Of([[0, 10, 20, 30, 40], [0, 10, 30, 40], [0, 10, 20, 30, 40]], [0, 0, 0]);
        Assert.Equal([0, 1, 3, 4], ranks[1]);
        Assert.Equal(5, steps);
        Assert.Equal([0, 10, 20, 30, 40], grid!);
    }

    [Fact]
    public void A_task_that_lacks_a_step_in_all_seeds_has_a_hole_too()
    {
        var (ranks, steps, _, _) = StepRanks.Of([[0, 1, 2, 3, 4], [0, 1, 3, 4]], [0, 1]);
        Assert.Equal([0, 1, 3, 4], ranks[1]);
        Assert.Equal(5, steps);
    }

    [Fact]
    public void Tasks_in_units_of_their_own_are_ranked_apart()
    {
        var (ranks, steps, grid, _) = StepRanks.Of([[0, 1, 2, 3], [0, 500, 1000, 1500]], [0, 1]);
        Assert.Equal([0, 1, 2, 3], ranks[1]);
        Assert.Equal(4, steps);
        Assert.Null(grid);
    }

    [Fact]
    public void Steps_that_half_of_the_runs_or_fewer_hold_are_on_no_grid()
    {
        var (ranks, steps, grid, _) = StepRanks.Of([[0, 101, 205, 300], [0, 98, 205, 310], [0, 98, 205], [0, 98, 200]], [0, 0, 0, 0]);
        Assert.Equal([0, -1, 2, -1], ranks[0]);
        Assert.Equal([0, 1, -1], ranks[3]);
        Assert.Equal(3, steps);
        Assert.Equal([0, 98, 205], grid!);
    }

    [Fact]
    public void Two_runs_at_unlike_densities_have_the_steps_of_both()
    {
        var (ranks, steps, grid, _) = StepRanks.Of([[0, 10, 20], [0, 5, 10, 15, 20]], [0, 0]);
        Assert.Equal([0, -1, 1, -1, 2], ranks[1]);
        Assert.Equal(3, steps);
        Assert.Equal([0, 10, 20], grid!);
    }

    [Fact]
    public void Runs_that_share_no_step_have_no_grid()
    {
        var (ranks, steps, grid, tasks) = StepRanks.Of([[0, 2], [1, 3]], [0, 0]);
        Assert.All(ranks, run => Assert.Equal([-1, -1], run));
        Assert.Equal(0, steps);
        Assert.Null(grid);
        Assert.Empty(tasks[0]);
    }
}

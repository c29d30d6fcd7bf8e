using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Learners;
using AgentMemory.Testing;
using AgentMemory.Tests.Evaluation;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Tests.Rooms;

public sealed class CapacityTablesTests
{
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);
    private static readonly string Default = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "default.yaml"));
    private static readonly JudgementSettings Settings = new();

    [Fact]
    public void A_plan_without_a_sweep_has_no_capacity_table() =>
        Assert.Empty(CapacityTables.Of(Plan("  - lora\n"), Curves(("lora", 0.5)), Settings));

    [Fact]
    public void Each_value_stands_with_its_plateau_its_move_and_its_score_on_every_task()
    {
        var plan = Plan("  - id: lora\n    sweep: adapter.rank\n    values: [4, 1, 2]\n");
        var table = Assert.Single(CapacityTables.Of(plan, Curves(("lora-1", 0.2), ("lora-2", 0.5), ("lora-4", 0.5)), Settings));
        Assert.Equal("lora by adapter rank", table.Title);
        Assert.Equal(["adapter rank", "final score", "verdict", "against the row above", "t0", "t1"], table.Columns);
        Assert.Equal(["1", "2", "4"], table.Rows.Select(row => row[0]));
        Assert.Equal("", table.Rows[0][3]);
        Assert.Equal([("1", "lora-1"), ("2", "lora-2"), ("4", "lora-4")], table.Sweep.Select(point => (point.Value, point.Learner)));
        Assert.Equal(0.5, table.Sweep[2].Final.Value!.Value, 1e-9);
        // From 0.2 to 0.5 on both tasks, in every run.
        Assert.Equal("0.30 (0.30 to 0.30), higher", table.Rows[1][3]);
        Assert.Equal("0 (0 to 0)", table.Rows[2][3]);
        Assert.Equal("plateaued", table.Rows[2][2]);
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count));
        Assert.Contains("With 4 times the adapter rank the final score moves by 0.30", table.Note, StringComparison.Ordinal);
        Assert.Contains("more of it helps", table.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_of_their_own_make_a_sweep_too_and_other_settings_are_kept_apart()
    {
        var plan = Plan("  - id: lora\n    sweep: context_tokens\n    values: [300, 600]\n  - id: lora\n    as: odd\n    adapter: {rank: 3}\n    context_tokens: 900\n");
        var curves = Curves(("lora-300", 0.6), ("lora-600", 0.4), ("odd", 0.9));
        var table = Assert.Single(CapacityTables.Of(plan, curves, Settings));
        Assert.Equal(["300", "600"], table.Rows.Select(row => row[0]));
        Assert.Contains("more of it hurts", table.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_unfinished_run_lacks_is_left_out()
    {
        var plan = Plan("  - id: lora\n    sweep: adapter.rank\n    values: [1, 2, 4]\n");
        var table = Assert.Single(CapacityTables.Of(plan, Curves(("lora-1", 0.2), ("lora-2", 0.5)), Settings));
        Assert.Equal(2, table.Rows.Count);
    }

    private static Plan Plan(string learners) =>
        PlanFile.Parse("plan", Default.Replace("  - lora\n", learners, StringComparison.Ordinal), Learners);

    // Two tasks, five seeds, seven exams that all score the same; seeds differ and learners differ by as much on each.
    private static CurveTable Curves(params (string Learner, double Score)[] learners) => MadeCurves.Table(
        [.. learners.SelectMany(learner => new[] { "t0", "t1" }.Select(task => MadeCurves.Learner(
            learner.Learner,
            task,
            [.. new[] { -0.1, -0.05, 0, 0.05, 0.1 }.Select(seed => Enumerable.Repeat(learner.Score + seed, 7).ToArray())])))]);
}

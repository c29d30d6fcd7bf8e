using AgentMemory.Core;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

public sealed class PlanSizeTests
{
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);
    private static readonly string Text = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "default.yaml"));

    [Fact]
    public void Trials_and_episodes_are_counted_with_the_exam_before_the_first_block()
    {
        // 5 seeds, 4 tasks, 5 learners; 12 blocks of 8 games, 13 exams of 32.
        var size = PlanSize.Of(PlanFile.Parse("default", Text, Learners));
        Assert.Equal(100, size.Trials);
        Assert.Equal(100 * ((12 * 8) + (13 * 32)), size.Episodes);
    }

    [Fact]
    public void Numbers_that_are_allowed_one_by_one_are_refused_where_they_come_to_too_much()
    {
        var large = Text.Replace("seeds: 5", "seeds: 1000", StringComparison.Ordinal)
            .Replace("blocks: 12", "blocks: 10000", StringComparison.Ordinal).Replace("exam: 32", "exam: 100000", StringComparison.Ordinal);
        var error = Assert.Throws<UserErrorException>(() => PlanFile.Parse("large.yaml", large, Learners)).Message;
        Assert.Contains("20003600000000 episodes", error, StringComparison.Ordinal);
        Assert.Contains("100000000 is the most", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seeds: 5", "seeds: 1e400", "seeds: 1e400 cannot be used; it is a whole number from 1 to 1000")]
    [InlineData("seeds: 5", "seeds: 1,000", "seeds: 1,000 cannot be used")]
    [InlineData("seeds: 5", "seeds: +5", "seeds: +5 cannot be used")]
    [InlineData("seeds: 5", "seeds: 0x5", "seeds: 0x5 cannot be used")]
    [InlineData("epsilon: 0.05", "epsilon: NaN", "epsilon: NaN cannot be used; it is a number from")]
    [InlineData("epsilon: 0.05", "epsilon: .inf", "epsilon: .inf cannot be used")]
    [InlineData("seed: 1", "seed: -1", "seed: -1 cannot be used; it is a whole number from 0 to 18446744073709551615")]
    [InlineData("device: auto", "device: autp", "did you mean 'auto'?")]
    [InlineData("  - lora", "  - lroa", "did you mean 'lora'?")]
    [InlineData("  - lora", "  - {id: lora, rnak: 3}", "did you mean 'adapter.rank'?")]
    [InlineData("epsilon: 0.05", "epsilno: 0.05", "did you mean 'epsilon'?")]
    public void A_number_or_a_word_that_cannot_be_used_is_refused_at_its_place(string right, string wrong, string part)
    {
        var error = Assert.Throws<UserErrorException>(() => PlanFile.Parse(
            "plan.yaml", Text.Replace("\n" + right + "\n", "\n" + wrong + "\n", StringComparison.Ordinal), Learners)).Message;
        Assert.StartsWith("plan.yaml, line ", error, StringComparison.Ordinal);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }
}

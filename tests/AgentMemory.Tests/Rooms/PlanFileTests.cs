using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

public sealed class PlanFileTests
{
    private static readonly LearnerDefaults Learners = LearnerDefaults.Read(RepositoryFiles.Path("eval", "learners.yaml"));
    private static readonly string Default = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "default.yaml"));

    [Fact]
    public void Every_shipped_plan_is_read_and_written_without_loss()
    {
        foreach (var path in Directory.EnumerateFiles(RepositoryFiles.Path("eval", "plans"), "*.yaml"))
        {
            if (!File.ReadAllText(path).Contains("schema: agentmemory.plan/1", StringComparison.Ordinal))
            {
                continue;
            }

            var plan = PlanFile.Read(path, Learners);
            var again = PlanFile.Parse("resolved", PlanFile.Write(plan), Learners);
            Assert.Equal(PlanFile.Write(plan), PlanFile.Write(again));
            Assert.Equal(PlanFile.Sha256(plan), PlanFile.Sha256(again));
        }
    }

    [Theory]
    [InlineData("practice: 8", "practise: 8", "there is no field \"practise\"", "did you mean")]
    [InlineData("blocks: 12", "blocks: twelve", "blocks: twelve cannot be used", "whole number")]
    [InlineData("  - lora", "  - laura", "there is no learner \"laura\"", "lora")]
    [InlineData("device: auto", "device: abacus", "abacus", "cuda")]
    [InlineData("seeds: 5", "", "\"seeds\" is missing", "add it")]
    [InlineData("  - lora", "  - frozen", "frozen stands twice", "keep one")]
    [InlineData("  - lora", "  - id: retry\n    tries: 3", "no setting \"tries\"", "attempts")]
    [InlineData("seeds: 5", "seeds: \"5", "is not YAML", "mend")]
    public void A_field_that_cannot_be_used_is_refused_with_place_and_remedy(string field, string instead, string what, string remedy)
    {
        Assert.Contains(field, Default, StringComparison.Ordinal);
        var text = Default.Replace(field, instead, StringComparison.Ordinal);
        if (instead.Contains("retry", StringComparison.Ordinal))
        {
            text = text.Replace("  - retry\n", "", StringComparison.Ordinal);
        }

        var error = Assert.Throws<UserErrorException>(() => PlanFile.Parse("plan.yaml", text, Learners));
        Assert.Contains("plan.yaml, line ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_hash_names_the_numbers_and_not_how_the_model_was_called()
    {
        var plan = PlanFile.Parse("p", Default, Learners);
        Assert.Equal(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { Model = "elsewhere/small.gguf" }));
        Assert.NotEqual(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { Seed = 2 }));
        Assert.NotEqual(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { Epsilon = 0.1 }));
    }
}

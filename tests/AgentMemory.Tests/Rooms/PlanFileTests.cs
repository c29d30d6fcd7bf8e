using AgentMemory.Core;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

public sealed class PlanFileTests
{
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);
    private static readonly string Plain = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "long.yaml"));

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

    [Fact]
    public void Practice_may_be_a_number_for_each_block_and_experience_may_be_shared()
    {
        var numbers = string.Join(", ", Enumerable.Range(1, 18));
        var plan = PlanFile.Parse("p", Plain.Replace("practice: 8", $"practice: [{numbers}]\nexperience: shared", StringComparison.Ordinal), Learners);
        Assert.Equal((1, 18, 3L, ExperienceSource.Shared), (plan.PracticeOf(1), plan.PracticeOf(18), plan.PracticeUpTo(2), plan.Experience));
        var again = PlanFile.Parse("again", PlanFile.Write(plan with { ExperienceSha256 = "ab" }), Learners);
        Assert.Equal((PlanFile.Sha256(plan), "ab"), (PlanFile.Sha256(again), again.ExperienceSha256));
        Assert.NotEqual(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { Experience = ExperienceSource.Own }));
    }

    [Theory]
    [InlineData("practice: 8", "practise: 8", "there is no field \"practise\"", "did you mean")]
    [InlineData("blocks: 18", "blocks: twelve", "blocks: twelve cannot be used", "whole number")]
    [InlineData("  - lora", "  - laura", "there is no learner \"laura\"", "lora")]
    [InlineData("device: auto", "device: abacus", "abacus", "cuda")]
    [InlineData("seeds: 5", "", "\"seeds\" is missing", "add it")]
    [InlineData("  - lora", "  - frozen", "frozen stands twice", "keep one")]
    [InlineData("  - lora", "  - id: retry\n    tries: 3", "no setting \"tries\"", "attempts")]
    [InlineData("seeds: 5", "seeds: \"5", "is not YAML", "mend")]
    [InlineData("  - heaps?hidden=takes&most=7", "  - [heaps?seed=1, heaps?seed=1]", "stands twice in one stream", "seed of its own")]
    [InlineData("  - heaps?hidden=takes&most=7", "  - []", "holds no task", "name one")]
    [InlineData("blocks: 18", "blocks: 18\n? [a]\n: b", "is not a single value", "one line")]
    [InlineData("  - lora", "  - id: lora\n    sweep: ranks\n    values: [1, 2]", "no setting \"ranks\"", "rank")]
    [InlineData("  - lora", "  - id: lora\n    sweep: adapter.rank", "\"values\" is missing", "add it")]
    [InlineData("  - lora", "  - id: lora\n    as: ../lora", "cannot name a learner", "letters")]
    [InlineData("  - lora", "  - id: lora\n    sweep: context_tokens\n    values: [none]", "none cannot be used", "whole number")]
    [InlineData("  - lora", "  - id: lora\n    context_tokens: 80", "episode_tokens leaves no context", "lower it")]
    [InlineData("practice: 8", "practice: [8, 16]", "lists 2 numbers for 18 blocks", "one for all")]
    [InlineData("practice: 8", "practice: [8, none]", "none cannot be used", "whole number")]
    [InlineData("seeds: 5", "seeds: 5\nexperience: borrowed", "borrowed cannot be used", "shared")]
    [InlineData("seeds: 5", "seeds: 5\nintervals: student", "one form of interval", "take the line out")]
    [InlineData("seeds: 5", "seeds: 5\ntrend: ranks", "one rule", "take the line out")]
    [InlineData("seeds: 5", "seeds: 5\nresamples: 2000", "nothing is resampled any more", "take the line out")]
    [InlineData("seeds: 5", "seeds: 5\nconfidence: 0.95", "intervals are at 95%", "take the line out")]
    [InlineData("  - heaps?hidden=takes&most=7", "  - {task: brew, group: un seen}", "cannot name a group", "letters")]
    [InlineData("  - heaps?hidden=takes&most=7", "  - {task: brew}", "\"group\" is missing", "add it")]
    [InlineData("  - heaps?hidden=takes&most=7", "  - {task: brew, group: a}\n  - {task: brew, group: b}", "brew is in two groups", "keep one")]
    [InlineData("  - heaps?hidden=takes&most=7", "  - {task: brew, group: a}\n  - [brew, heaps]", "holds no streams", "leave one")]
    public void A_field_that_cannot_be_used_is_refused_with_place_and_remedy(string field, string instead, string what, string remedy)
    {
        Assert.Contains(field, Plain, StringComparison.Ordinal);
        var text = Plain.Replace(field, instead, StringComparison.Ordinal);
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
    public void A_sweep_stands_for_one_learner_a_value_and_the_resolved_plan_names_each()
    {
        var plan = PlanFile.Parse("p", Plain.Replace(
            "  - lora\n",
            "  - id: lora\n    adapter: {epochs: 2}\n    sweep: adapter.rank\n    values: [1, 4]\n  - id: context\n    as: wide\n    context_tokens: 900\n",
            StringComparison.Ordinal), Learners);
        Assert.Equal(["frozen", "retry", "context", "notes", "lora-1", "lora-4", "wide"], plan.Learners.Select(l => l.Name));
        Assert.Equal(["1", "4"], plan.Learners.Where(l => l.Id == "lora").Select(l => $"{((LoraSettings)l.Settings).Adapter.Rank}"));
        Assert.All(plan.Learners.Where(l => l.Id == "lora"), l => Assert.Equal(2, ((LoraSettings)l.Settings).Adapter.Epochs));
        Assert.Equal(900, plan.ContextTokensMax);
        var again = PlanFile.Parse("resolved", PlanFile.Write(plan), Learners);
        Assert.Equal(PlanFile.Write(plan), PlanFile.Write(again));
        Assert.Equal(plan.Learners.Select(plan.WindowOf), again.Learners.Select(again.WindowOf));
    }

    [Fact]
    public void Groups_of_tasks_are_read_and_part_of_the_plans_identity()
    {
        const string Task = "  - heaps?hidden=takes&most=7";
        var plan = PlanFile.Parse("p", Plain.Replace(Task, "  - {task: \"heaps?hidden=takes&most=7\", group: seen}", StringComparison.Ordinal), Learners);
        Assert.Equal("seen", plan.Groups["heaps?hidden=takes&most=7"]);
        Assert.Single(plan.Groups);
        Assert.Equal(PlanFile.Parse("p", Plain, Learners).Streams, plan.Streams);
        Assert.Equal(plan.Groups, PlanFile.Parse("resolved", PlanFile.Write(plan), Learners).Groups);
        Assert.NotEqual(PlanFile.Sha256(PlanFile.Parse("p", Plain, Learners)), PlanFile.Sha256(plan));
    }

    [Fact]
    public void A_stream_of_more_tasks_than_blocks_is_refused()
    {
        var text = Plain.Replace("blocks: 18", "blocks: 2", StringComparison.Ordinal)
            .Replace("  - heaps?hidden=takes&most=7", "  - [heaps?seed=1, heaps?seed=2, heaps?seed=3]", StringComparison.Ordinal);
        Assert.Contains("fewer than the 3 tasks", Assert.Throws<UserErrorException>(
            () => PlanFile.Parse("p", text, Learners)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_of_a_run_of_the_earlier_rule_is_read_without_its_fields()
    {
        var old = Plain + "\nconfidence: 0.95\nresamples: 2000\nintervals: student\ntrend: ranks\n";
        Assert.True(GoneFields.AreIn(old));
        Assert.False(GoneFields.AreIn(Plain));
        Assert.Equal(PlanFile.Write(PlanFile.Parse("p", Plain, Learners)), PlanFile.Write(PlanFile.ParseKept("p", old, Learners)));
    }

    [Fact]
    public void The_hash_names_the_numbers_and_not_how_the_model_was_called()
    {
        var plan = PlanFile.Parse("p", Plain, Learners);
        Assert.Equal(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { Model = "elsewhere/small.gguf" }));
        Assert.NotEqual(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { Seed = 2 }));
        Assert.NotEqual(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { Epsilon = 0.1 }));
    }
}

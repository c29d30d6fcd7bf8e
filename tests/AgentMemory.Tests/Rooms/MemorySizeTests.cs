using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

public sealed class MemorySizeTests
{
    private static readonly string Default = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "default.yaml"));

    [Theory]
    [InlineData("context", "episodes_max, summary_tokens")]
    [InlineData("notes", "lines_max, tokens_max")]
    [InlineData("rag", "passages_max")]
    [InlineData("memory", "notes.lines_max, notes.tokens_max, rag.passages_max")]
    [InlineData("lora", "adapter.rank")]
    [InlineData("fast-slow", "adapter.rank, slow.rank")]
    [InlineData("sleep", "adapter.rank, teacher.episodes_max, teacher.summary_tokens")]
    [InlineData("memory+lora", "adapter.rank, memory.episodes_max, memory.summary_tokens")]
    [InlineData("retry", "")]
    public void A_setting_says_that_it_is_a_size(string id, string sizes) => Assert.Equal(
        sizes,
        string.Join(", ", SettingList.Of(LearnerCatalogue.Named(id).Defaults).All.Where(setting => setting.IsMemorySize)
            .Select(setting => setting.Path).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("{id: lora, adapter: {rank: 16}}", true)]
    [InlineData("{id: lora, adapter: {rank: 16, alpha: 32}}", true)]
    [InlineData("{id: lora, context_tokens: 1024}", true)]
    [InlineData("{id: lora, adapter: {alpha: 32}}", false)]
    [InlineData("{id: lora, adapter: {rank: 24}}", false)]
    [InlineData("{id: lora, adapter: {rank: 16, epochs: 32}}", false)]
    [InlineData("{id: lora, adapter: {rank: 16}, replay: {episodes_max: 512}}", false)]
    [InlineData("{id: online}", false)]
    public void Twice_the_memory_is_a_size_doubled_and_nothing_else(string other, bool isDouble)
    {
        var plan = PlanFile.Parse(
            "plan",
            Default.Replace("  - lora\n", $"  - {{id: lora, context_tokens: 512}}\n  - {Named(other)}\n", StringComparison.Ordinal),
            new LearnerDefaults(LearnerCatalogue.All));
        Assert.Equal(isDouble ? "more" : null, MemorySize.DoubleOf(plan, plan.Learners.Single(learner => learner.Name == "lora"))?.Name);
    }

    [Fact]
    public void A_scale_of_what_is_no_size_is_a_fault_of_ours() => Assert.Throws<ArgumentException>(() => SettingList.Of(new Unscaled()));

    private static string Named(string entry) => entry.Contains("context_tokens", StringComparison.Ordinal)
        ? entry.Replace("}", ", as: more}", StringComparison.Ordinal)
        : entry[..^1] + ", as: more, context_tokens: 512}";

    private sealed record Unscaled : LearnerSettings
    {
        [Setting("Rows.", Least = 1, Most = 9)]
        public int Rows { get; init; } = 1;

        [Setting("Scale of the rows.", Least = 1, Most = 9, ScalesWith = nameof(Rows))]
        public int Scale { get; init; } = 1;
    }
}

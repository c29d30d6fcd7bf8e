using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Learners;
using AgentMemory.Learners.Combined.Sleep;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Memory.Memory;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Learners.Weights.Sdft;
using AgentMemory.Learners.Weights.Study;

namespace AgentMemory.Tests.Learners;

public sealed class SettingListTests
{
    public static TheoryData<string> Learners => [.. LearnerCatalogue.All.Select(learner => learner.Id)];

    [Theory]
    [MemberData(nameof(Learners))]
    public void Every_setting_says_what_it_is_and_its_default_is_allowed(string id)
    {
        var defaults = LearnerCatalogue.Named(id).Defaults;
        var list = SettingList.Of(defaults);
        Assert.Equal(list.All.Count, list.All.Select(setting => setting.Path).Distinct(StringComparer.Ordinal).Count());
        Assert.All(list.All, setting =>
        {
            Assert.Matches("^[A-Z0-9t].*[.]$", setting.Meaning);
            Assert.Equal(defaults, setting.With(defaults, setting.TextIn(defaults)));
        });
        SettingList.Check(id, defaults);
    }

    [Fact]
    public void One_setting_is_changed_and_all_others_stay()
    {
        var defaults = new SleepSettings<ContextSettings> { Temperature = 2 };
        var list = SettingList.Of(defaults);
        var changed = list.Find("teacher.episodes_max")!.With(defaults, "7");
        Assert.Equal(defaults with { Teacher = new ContextSettings { EpisodesMax = 7 } }, changed);
        Assert.Equal(200, defaults.Teacher.EpisodesMax);
        var twice = list.Changed(defaults, new Dictionary<string, string> { ["adapter.rank"] = "3", ["keeps_memory"] = "false" });
        Assert.Equal(defaults with { Adapter = defaults.Adapter with { Rank = 3 }, KeepsMemory = false }, twice);
    }

    [Theory]
    [InlineData("rnak", "did you mean 'adapter.rank'?")]
    [InlineData("adapter.rnk", "it takes adapter.rank, adapter.alpha, adapter.learning_rate, adapter.epochs, adapter.batch_tokens, adapter.weight_decay;")]
    [InlineData("adapter.rank", "is written adapter: {rank: ...}")]
    [InlineData("outcome_weight", "outcome_weight is now weighting.observation_loss_weight; write weighting: {observation_loss_weight: ...}")]
    [InlineData("anchor", "anchor is now kl_weight")]
    [InlineData("replay.replay_share", "is now replay.share; write replay: {share: ...}")]
    [InlineData("weigthing", "did you mean 'weighting'?")]
    public void What_is_no_setting_is_refused_with_what_to_write(string name, string said) =>
        Assert.Contains(said, SettingList.Of(new LoraSettings()).WhyUnknown(name), StringComparison.Ordinal);

    [Fact]
    public void Values_that_a_program_set_are_held_to_the_same_ranges()
    {
        var wide = new LoraSettings { Adapter = new AdapterSettings { Rank = 5_000 } };
        Assert.Contains("learner lora: adapter.rank: 5000 cannot be used; it is a whole number from 1 to 1024", Refused("lora", wide), StringComparison.Ordinal);
        Assert.Contains("adapter.alpha: NaN", Refused("lora", new LoraSettings { Adapter = new AdapterSettings { Alpha = double.NaN } }), StringComparison.Ordinal);
        Assert.Contains("come to 1.3", Refused("memory", new MemorySettings { NotesShare = 0.9, RecalledShare = 0.4 }), StringComparison.Ordinal);
        Assert.Contains(
            "learner sdft: patience stops by inputs kept for validation",
            Refused("sdft", new SdftSettings<ContextSettings> { Inputs = new SdftInputs { ValidationShare = 0 } }),
            StringComparison.Ordinal);
        Assert.Contains(
            "leaves nothing to be taught on",
            Refused("sdft", new SdftSettings<ContextSettings> { Inputs = new SdftInputs { Unlabelled = 0, MetMax = 0 } }),
            StringComparison.Ordinal);
        Assert.Contains("on_policy_share: 2", Refused("sdft", new SdftSettings<ContextSettings> { OnPolicyShare = 2 }), StringComparison.Ordinal);
        Assert.Contains("keeps: 9", Refused("context", new ContextSettings { Keeps = (ContextKeeping)9 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_without_a_range_is_a_fault_of_ours() =>
        Assert.Throws<ArgumentException>(() => SettingList.Of(new Unbounded()));

    private static string Refused(string id, LearnerSettings settings) =>
        Assert.Throws<UserErrorException>(() => SettingList.Check(id, settings)).Message;

    private sealed record Unbounded : LearnerSettings
    {
        [Setting("How many.")]
        public int Count { get; init; }
    }
}

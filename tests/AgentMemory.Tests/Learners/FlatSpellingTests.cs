using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Learners;

/// <summary>
/// Plans that still spell settings as they were spelt while they stood flat are told the new spelling, old runs are still read, and no
/// default has moved.
/// </summary>
public sealed class FlatSpellingTests
{
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);
    private static readonly string Plain = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "long.yaml"));

    /// <summary>Every setting of every learner as it was, with its default.</summary>
    public static TheoryData<string, string, string> Flat
    {
        get
        {
            var all = YamlMap.Parse("flat", File.ReadAllText(RepositoryFiles.Path("tests", "AgentMemory.Tests", "Learners", "FlatSettings.yaml")));
            var data = new TheoryData<string, string, string>();
            foreach (var id in all.Keys)
            {
                var entry = all.Child(id);
                var settings = entry.Has("like") ? all.Child(entry.Text("like")) : entry;
                settings.Keys.ToList().ForEach(name => data.Add(id, name, settings.Text(name)));
            }

            return data;
        }
    }

    [Fact]
    public void The_old_list_is_whole() => Assert.Equal(157 + 4 + 17 + 17, Flat.Count);

    [Theory]
    [MemberData(nameof(Flat))]
    public void A_flat_name_is_refused_with_the_new_one_and_understood_in_old_runs(string id, string name, string value)
    {
        var list = SettingList.Of(Learners.Named(id).Settings);
        var text = With($"  - id: {id}\n    as: old\n    {name}: \"{value}\"\n");
        var kept = PlanFile.ParseKept("kept.yaml", text, Learners).Learners.Single(learner => learner.Name == "old");
        Assert.Equal(Learners.Named(id).Settings, kept.Settings);
        if (list.Find(name) is not null)
        {
            Assert.Equal(PlanFile.Write(PlanFile.Parse("p", text, Learners)), PlanFile.Write(PlanFile.ParseKept("p", text, Learners)));
            return;
        }

        var error = Assert.Throws<UserErrorException>(() => PlanFile.Parse("plan.yaml", text, Learners)).Message;
        Assert.StartsWith("plan.yaml, line ", error, StringComparison.Ordinal);
        Assert.Contains(
            list.Formerly(name) is { } setting ? $"learner {id}: {name} is now {setting.Path}" : $"learner {id}: {name} is gone, since",
            error,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void An_old_run_keeps_the_values_that_it_was_run_with()
    {
        const string Old = "  - id: fast-slow\n    as: old\n    anchor: \"0.3\"\n    imagined: 1\n    slow_rank: \"4\"\n    rank: \"2\"\n    orthogonal: \"false\"\n";
        var kept = PlanFile.ParseKept("kept.yaml", With(Old.Replace("    imagined: 1\n", "", StringComparison.Ordinal)), Learners);
        var settings = kept.Learners.Single(learner => learner.Name == "old").Settings;
        string Value(string path) => SettingList.Of(settings).Find(path)!.TextIn(settings);
        Assert.Equal(("0.3", "4", "2"), (Value("kl_weight"), Value("slow.rank"), Value("adapter.rank")));
        Assert.Contains("there is no setting \"imagined\"", Assert.Throws<UserErrorException>(
            () => PlanFile.ParseKept("kept.yaml", With(Old), Learners)).Message, StringComparison.Ordinal);
    }

    private static string With(string learner) => Plain.Replace("learners:\n", "learners:\n" + learner, StringComparison.Ordinal);
}

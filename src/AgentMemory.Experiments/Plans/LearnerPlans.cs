using AgentMemory.Core;
using AgentMemory.Core.Learners;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Experiments.Plans;

/// <summary>
/// Reads an entry under a plan's learners: an id; or a mapping with an id, settings that differ from the learner's defaults, a name of
/// its own after <c>as</c>, a window of its own after <c>context_tokens</c>, and <c>sweep</c> with <c>values</c>, which stands for one
/// learner for each value. A setting inside a block is swept by its path, <c>sweep: adapter.rank</c>.
/// </summary>
internal static class LearnerPlans
{
    private const string Window = "context_tokens";
    private const int NameLettersMax = 60;

    /// <summary>The learners that one entry stands for.</summary>
    /// <exception cref="UserErrorException">An unknown learner or setting, or a value that cannot be used.</exception>
    /// <param name="map">The plan.</param>
    /// <param name="node">The entry.</param>
    /// <param name="learners">What there is to choose from.</param>
    /// <param name="isKept">Whether it is the plan of a run, which may be older than the spelling of its settings.</param>
    public static IReadOnlyList<LearnerPlan> Read(YamlMap map, YamlNode node, LearnerDefaults learners, bool isKept)
    {
        if (node is YamlScalarNode { Value: { } id })
        {
            return [learners.Plan(id) ?? throw Unknown(map, node, id, learners)];
        }

        var entry = map.Map(node, "learners");
        var name = entry.Text("id");
        var known = learners.Plan(name) ?? throw Unknown(map, node, name, learners);
        string[] words = ["id", "as", "sweep", "values", Window];
        var plan = known with
        {
            Settings = SettingsYaml.Read(entry, entry.Keys.Where(key => !words.Contains(key, StringComparer.Ordinal)), known, isKept),
            Name = entry.Has("as") ? Checked(entry, entry.Text("as")) : name,
            ContextTokens = entry.Has(Window) ? entry.Number(Window, PlanRanges.Window) : null,
        };
        IReadOnlyList<LearnerPlan> plans = entry.Has("sweep") || entry.Has("values") ? Swept(entry, plan) : [plan];
        return plans.Select(swept => swept.Settings.Contradiction).OfType<string>().FirstOrDefault() is { } why
            ? throw entry.WrongKey("id", $"learner {name}: {why}")
            : plans;
    }

    private static IReadOnlyList<LearnerPlan> Swept(YamlMap entry, LearnerPlan plan)
    {
        var path = entry.Text("sweep");
        var list = SettingList.Of(plan.Settings);
        var setting = list.Find(path);
        if (setting is null && path != Window)
        {
            throw entry.WrongKey("sweep", list.Formerly(path) is { } now
                ? $"learner {plan.Id}: {path} is now {now.Path}; write sweep: {now.Path}"
                : $"learner {plan.Id}: {list.WhyUnknown(path)}");
        }

        var values = entry.List("values", node => entry.Scalar("values", node));
        return [.. values.Select(value =>
        {
            var named = plan with { Name = Checked(entry, $"{plan.Name}-{value}") };
            if (setting is not null)
            {
                return named with { Settings = SettingsYaml.Set(entry, "values", setting, plan.Settings, plan.Id, value) };
            }

            return PlanRanges.Window.TryRead(value, out var window)
                ? named with { ContextTokens = window }
                : throw entry.WrongKey("values", $"values: {value} cannot be used; {Window} is {PlanRanges.Window}");
        })];
    }

    // Names are folders too.
    private static string Checked(YamlMap entry, string name) =>
        name.Length is > 0 and <= NameLettersMax && char.IsAsciiLetterOrDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? name
            : throw entry.WrongKey(
                entry.Has("as") ? "as" : "values",
                $"\"{name}\" cannot name a learner; write up to {NameLettersMax} letters, digits, - _ and .");

    private static UserErrorException Unknown(YamlMap map, YamlNode node, string id, LearnerDefaults learners) =>
        map.Wrong(node, $"there is no learner \"{id}\"; the learners are {string.Join(", ", learners.Ids)}{NearestName.Hint(id, learners.Ids)}");
}

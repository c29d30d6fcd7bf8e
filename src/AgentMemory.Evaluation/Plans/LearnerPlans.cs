using AgentMemory.Core;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Evaluation;

/// <summary>
/// Reads an entry under a plan's learners: an id; or a mapping with an id, settings that differ from
/// <c>eval/learners.yaml</c>, a name of its own behind <c>as</c>, a window of its own behind <c>context_tokens</c>, and
/// <c>sweep</c> with <c>values</c>, which stands for one learner for each value.
/// </summary>
internal static class LearnerPlans
{
    private const string Window = "context_tokens";
    private const int NameLettersMax = 60;

    /// <summary>The learners that one entry stands for.</summary>
    /// <exception cref="UserErrorException">An unknown learner or setting, or a value that cannot be used.</exception>
    public static IReadOnlyList<LearnerPlan> Read(YamlMap map, YamlNode node, LearnerDefaults learners)
    {
        if (node is YamlScalarNode { Value: { } id })
        {
            return [learners.Plan(id) ?? throw Unknown(map, node, id, learners)];
        }

        var entry = map.Map(node, "learners");
        var name = entry.Text("id");
        var known = learners.Plan(name) ?? throw Unknown(map, node, name, learners);
        var settings = new SortedDictionary<string, string>(
            known.Settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        string[] words = ["id", "as", "sweep", "values", Window];
        foreach (var key in entry.Keys.Where(key => !words.Contains(key, StringComparer.Ordinal)))
        {
            RefuseUnknown(entry, key, key, name, settings.Keys);
            settings[key] = entry.Text(key);
        }

        var plan = new LearnerPlan(name, settings)
        {
            Name = entry.Has("as") ? Checked(entry, entry.Text("as")) : name,
            ContextTokens = entry.Has(Window) ? entry.Number(Window, PlanRanges.Window) : null,
        };
        return entry.Has("sweep") || entry.Has("values") ? Swept(entry, plan) : [plan];
    }

    private static IReadOnlyList<LearnerPlan> Swept(YamlMap entry, LearnerPlan plan)
    {
        var setting = entry.Text("sweep");
        if (setting != Window)
        {
            RefuseUnknown(entry, "sweep", setting, plan.Id, plan.Settings.Keys);
        }

        var values = entry.List("values", node => entry.Scalar("values", node));
        return [.. values.Select(value =>
        {
            var named = plan with { Name = Checked(entry, $"{plan.Name}-{value}") };
            if (setting != Window)
            {
                return named with
                {
                    Settings = new SortedDictionary<string, string>(
                        plan.Settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), StringComparer.Ordinal)
                    {
                        [setting] = value,
                    },
                };
            }

            return PlanRanges.Window.TryRead(value, out var window)
                ? named with { ContextTokens = window }
                : throw entry.WrongKey("values", $"values: {value} cannot be used; {Window} is {PlanRanges.Window}");
        })];
    }

    private static void RefuseUnknown(YamlMap entry, string key, string setting, string learner, IEnumerable<string> settings)
    {
        if (!settings.Contains(setting, StringComparer.Ordinal))
        {
            throw entry.WrongKey(key, $"learner {learner} has no setting \"{setting}\"; it takes {Listed(settings)}{NearestName.Hint(setting, settings)}");
        }
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

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? list : "no settings";
}

using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>What each learner is set by where a plan does not say otherwise; from <c>eval/learners.yaml</c>.</summary>
public sealed class LearnerDefaults
{
    private const string Like = "like";
    private readonly SortedDictionary<string, LearnerPlan> _plans = new(StringComparer.Ordinal);

    private LearnerDefaults()
    {
    }

    /// <summary>Every learner's id.</summary>
    public IReadOnlyCollection<string> Ids => _plans.Keys;

    /// <summary>Reads the file: a mapping from learner to its settings.</summary>
    /// <exception cref="UserErrorException">Unreadable or malformed.</exception>
    public static LearnerDefaults Read(string path) => Parse(path, TextFile.Read(path, "learners"));

    /// <summary>Reads from text; <paramref name="file"/> names it in errors.</summary>
    public static LearnerDefaults Parse(string file, string text)
    {
        var map = YamlMap.Parse(file, text);
        var defaults = new LearnerDefaults();
        foreach (var id in map.Keys)
        {
            var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var entry = map.Child(id);
            // A control is set as the learner that it is a control of.
            if (entry.Has(Like))
            {
                var other = defaults.Plan(entry.Text(Like)) ?? throw entry.WrongKey(Like, $"{id}: there is no learner \"{entry.Text(Like)}\" above it");
                other.Settings.ToList().ForEach(setting => settings[setting.Key] = setting.Value);
            }

            foreach (var name in entry.Keys.Where(name => name != Like))
            {
                settings[name] = entry.Text(name);
            }

            defaults._plans[id] = new LearnerPlan(id, settings);
        }

        return defaults;
    }

    /// <summary>A learner with its defaults, or null where there is no such learner.</summary>
    public LearnerPlan? Plan(string id) => _plans.GetValueOrDefault(id);

    /// <summary>A learner with its defaults.</summary>
    /// <exception cref="UserErrorException">There is no such learner.</exception>
    public LearnerPlan Named(string id) => Plan(id) ?? throw new UserErrorException(
        $"there is no learner \"{id}\"; the learners are {string.Join(", ", Ids)}{NearestName.Hint(id, Ids)}");
}

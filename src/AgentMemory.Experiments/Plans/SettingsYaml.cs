using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Learners;

namespace AgentMemory.Experiments.Plans;

/// <summary>Settings of a learner as a plan has them: a mapping for each record of settings, one inside the other.</summary>
internal static class SettingsYaml
{
    /// <summary>The settings with what a plan's entry says of them.</summary>
    /// <param name="entry">The learner's entry.</param>
    /// <param name="keys">Those of its keys that are no fields of the plan.</param>
    /// <param name="learner">The learner as it is set otherwise.</param>
    /// <param name="isKept">The plan of a run that may be older than the spelling: flat names are read, and settings that are gone passed over.</param>
    /// <exception cref="UserErrorException">A setting is unknown, or a value cannot be used.</exception>
    public static LearnerSettings Read(YamlMap entry, IEnumerable<string> keys, LearnerPlan learner, bool isKept)
    {
        var list = SettingList.Of(learner.Settings);
        var settings = learner.Settings;
        foreach (var key in keys)
        {
            if (isKept && list.WhyGone(key) is not null)
            {
                continue;
            }

            settings = isKept && list.Formerly(key) is { } setting
                ? Set(entry, key, setting, settings, learner.Id, entry.Text(key))
                : Read(entry, key, key, list, settings, learner.Id);
        }

        return settings;
    }

    /// <summary>The settings with one changed; an error about the value names the key's place.</summary>
    /// <exception cref="UserErrorException">The value cannot be used.</exception>
    public static LearnerSettings Set(YamlMap map, string key, Setting setting, LearnerSettings settings, string learner, string value)
    {
        try
        {
            return setting.With(settings, value);
        }
        catch (UserErrorException e)
        {
            throw map.WrongKey(key, $"learner {learner}: {e.Message}");
        }
    }

    /// <summary>All settings, each on a line under its records.</summary>
    public static void Write(StringBuilder text, LearnerSettings settings, string indent)
    {
        string[] open = [];
        foreach (var setting in SettingList.Of(settings).All)
        {
            var parts = setting.Path.Split('.');
            var groups = parts[..^1];
            for (var depth = 0; depth < groups.Length; depth++)
            {
                if (!groups[..(depth + 1)].SequenceEqual(open.Take(depth + 1), StringComparer.Ordinal))
                {
                    Line(depth, $"{groups[depth]}:");
                }
            }

            open = groups;
            Line(groups.Length, $"{parts[^1]}: {setting.TextIn(settings)}");
        }

        void Line(int depth, string line) => text.Append(indent).Append(' ', 2 * depth).Append(line).Append('\n');
    }

    private static LearnerSettings Read(YamlMap map, string key, string path, SettingList list, LearnerSettings settings, string learner)
    {
        // A path is no name: inside a plan it is written as nested mappings.
        if (!key.Contains('.', StringComparison.Ordinal) && list.Find(path) is { } setting)
        {
            return Set(map, key, setting, settings, learner, map.Text(key));
        }

        if (!list.HasGroup(path))
        {
            throw map.WrongKey(key, $"learner {learner}: {list.WhyUnknown(path)}");
        }

        var inner = map.Child(key);
        return inner.Keys.Aggregate(settings, (sofar, name) => Read(inner, name, $"{path}.{name}", list, sofar, learner));
    }
}

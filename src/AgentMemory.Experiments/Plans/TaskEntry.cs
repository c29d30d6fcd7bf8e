using AgentMemory.Core;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Experiments.Plans;

/// <summary>
/// An entry under a plan's tasks: a task; a list, which is a stream; or a mapping with a task and the group that it is
/// reported with.
/// </summary>
/// <param name="Tasks">One task, or the stream's in their order.</param>
/// <param name="Group">Null where the entry names none.</param>
internal sealed record TaskEntry(IReadOnlyList<string> Tasks, string? Group)
{
    private const int GroupLettersMax = 40;

    /// <summary>Reads one entry.</summary>
    /// <exception cref="UserErrorException">It is none of the three, or names a task twice.</exception>
    public static TaskEntry Read(YamlMap map, YamlNode node)
    {
        if (node is YamlMappingNode)
        {
            var entry = map.Map(node, "tasks");
            var (task, group) = (entry.Text("task"), entry.Text("group"));
            entry.RefuseUnread();
            return IsName(group)
                ? new TaskEntry([task], group)
                : throw entry.WrongKey("group", $"group: \"{group}\" cannot name a group; write up to {GroupLettersMax} letters, digits, - and _");
        }

        IReadOnlyList<string> stream = node is YamlSequenceNode list
            ? [.. list.Children.Select(child => map.Scalar("tasks", child))]
            : [map.Scalar("tasks", node)];
        var twice = stream.GroupBy(task => task, StringComparer.Ordinal).FirstOrDefault(tasks => tasks.Count() > 1);
        return stream.Count == 0
            ? throw map.Wrong(node, "tasks: a stream holds no task; name one")
            : twice is not null
                ? throw map.Wrong(node, $"tasks: {twice.Key} stands twice in one stream; give the second a seed of its own")
                : new TaskEntry(stream, null);
    }

    /// <summary>The group of every task that has one.</summary>
    /// <exception cref="UserErrorException">A task is in two groups, or stands beside a stream.</exception>
    public static IReadOnlyDictionary<string, string> Groups(YamlMap map, string field)
    {
        var groups = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var entries = map.List(field, node => Read(map, node));
        foreach (var entry in entries.Where(entry => entry.Group is not null))
        {
            if (!groups.TryAdd(entry.Tasks[0], entry.Group!) && groups[entry.Tasks[0]] != entry.Group)
            {
                throw map.WrongKey(field, $"tasks: {entry.Tasks[0]} is in two groups; keep one");
            }
        }

        return groups.Count > 0 && entries.Any(entry => entry.Tasks.Count > 1)
            ? throw map.WrongKey(field, "tasks: a plan with groups holds no streams, whose tasks share their trials; leave one or the other out")
            : groups;
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= GroupLettersMax && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}

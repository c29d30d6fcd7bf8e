using AgentMemory.Core.Tasks;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// What a corpus never draws: families, or ranges of their parameters, as "brew" and "heaps?most=7|8|9". It is what the
/// trained model is examined on as something it never saw.
/// </summary>
internal static class KeptOut
{
    /// <summary>The entry that a part of the corpus would break, or null.</summary>
    public static string? Broken(CorpusPart part, IReadOnlyList<string> keptOut) => keptOut.FirstOrDefault(entry => Touches(entry, part.Task));

    private static bool Touches(string entry, string task)
    {
        var (kept, given) = (TaskParameters.Parse(entry), TaskParameters.Parse(task));
        return kept.Family == given.Family && Ranges(entry).All(range =>
            Ranges(task).TryGetValue(range.Key, out var drawn) && drawn.Overlaps(range.Value));
    }

    private static Dictionary<string, HashSet<string>> Ranges(string task)
    {
        var mark = task.IndexOf('?', StringComparison.Ordinal);
        return mark < 0
            ? []
            : task[(mark + 1)..].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(
                pair => pair[0], pair => pair[1].Split('|').ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}

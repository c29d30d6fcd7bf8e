using AgentMemory.Core;

namespace AgentMemory.Experiments.Plans;

/// <summary>Fields of earlier plans that mean nothing since the verdict of schema 2: each is refused with the reason.</summary>
public static class GoneFields
{
    private static readonly (string Name, string Why)[] Fields =
    [
        ("confidence", "intervals are at 95%, and each end of the late change at 95%, for every plan"),
        ("resamples", "intervals are Student's t over worlds and nothing is resampled any more"),
        ("intervals", "there is one form of interval, Student's t over worlds"),
        ("trend", "there is one rule for a rise or fall at the end"),
    ];

    /// <summary>True where a plan's text has one of them: its run was judged by agentmemory.verdict/1.</summary>
    public static bool AreIn(string text) => Lines(text).Any(IsGone);

    /// <summary>The text without them.</summary>
    internal static string TakenOut(string text) => string.Join('\n', Lines(text).Where(line => !IsGone(line)));

    /// <summary>Refuses a mapping that has one.</summary>
    /// <exception cref="UserErrorException">It has; the line names field and reason.</exception>
    internal static void Refuse(YamlMap map)
    {
        foreach (var (name, why) in Fields.Where(field => map.Has(field.Name)))
        {
            throw map.WrongKey(name, $"{name}: means nothing any more, since {why} (docs/verdict.md); take the line out");
        }
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static bool IsGone(string line) => Fields.Any(field => line.StartsWith(field.Name + ":", StringComparison.Ordinal));
}

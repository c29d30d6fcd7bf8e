using System.Globalization;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Report;

/// <summary>The verdict in words, for those who read one line.</summary>
public static class Headline
{
    private const int NamesMax = 5;

    /// <summary>Who still improves, who does not, who fell, who cannot be told. Yardsticks are left to the table.</summary>
    public static string Of(Verdict verdict)
    {
        var learners = verdict.Learners.Where(learner => learner.Path != "reference").ToArray();
        learners = learners.Length > 0 ? learners : [.. verdict.Learners];
        var level = learners.Where(v => v.Word == VerdictWord.Plateaued && !v.IsSolved).ToArray();
        string[] parts =
        [
            Part(learners.Where(v => v.Word == VerdictWord.Improving), "is still improving", "are still improving"),
            Part(learners.Where(v => v.IsSolved), "has solved it", "have solved it"),
            Part(level.Where(v => v.Gain.IsAboveZero), "has levelled off", "have levelled off"),
            Part(level.Where(v => v.Gain.IsBelowZero), "is level below its start", "are level below their start"),
            Part(
                level.Where(v => !v.Gain.IsAboveZero && !v.Gain.IsBelowZero),
                "is level without a clear gain",
                "are level without a clear gain"),
            Part(learners.Where(v => v.Word == VerdictWord.Declining), "is declining", "are declining"),
            Part(learners.Where(v => v.Word == VerdictWord.Undecided), "is undecided", "are undecided"),
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0)) + ".";
    }

    /// <summary>One sentence a path: how many of its learners got which verdict. Empty where no path is known.</summary>
    public static IReadOnlyList<string> ByPath(Verdict verdict)
    {
        var sentences = new List<string>();
        foreach (var (path, name) in new[]
        {
            ("memory", "Memory path (weights stay fixed)"),
            ("weights", "Weights path"),
            ("both", "Both paths at once"),
        })
        {
            var learners = verdict.Learners.Where(learner => learner.Path == path).ToArray();
            if (learners.Length > 0)
            {
                string[] counts =
                [
                    string.Create(CultureInfo.InvariantCulture, $"{Of(VerdictWord.Improving)} of {learners.Length} improving at the end"),
                    .. new[] { VerdictWord.Plateaued, VerdictWord.Declining, VerdictWord.Undecided }.Where(word => Of(word) > 0)
                        .Select(word => string.Create(CultureInfo.InvariantCulture, $"{Of(word)} {Wording.Word(word)}")),
                ];
                sentences.Add($"{name}: {string.Join(", ", counts)}.");

                int Of(VerdictWord word) => learners.Count(learner => learner.Word == word);
            }
        }

        return sentences;
    }

    /// <summary>One sentence a group of tasks, in the words of the headline. Empty where the plan names none.</summary>
    public static IReadOnlyList<string> ByGroup(Verdict verdict) =>
        [.. verdict.Groups.Select(group => $"Tasks {group.Name}: {Of(verdict with { Learners = group.Learners })}")];

    private static string Part(IEnumerable<LearnerVerdict> learners, string one, string many)
    {
        var names = learners.Select(learner => learner.Id).ToArray();
        return names.Length switch
        {
            0 => "",
            1 => $"{names[0]} {one}",
            <= NamesMax => $"{Wording.List(names)} {many}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{names.Length} learners {many}"),
        };
    }
}

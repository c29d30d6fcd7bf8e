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
        string[] parts =
        [
            Part(learners.Where(v => v.Word == VerdictWord.Improving), "keeps improving", "keep improving"),
            Part(learners.Where(v => v.IsSolved), "has solved it", "have solved it"),
            Part(
                learners.Where(v => v.Word == VerdictWord.Plateaued && !v.IsSolved), "has levelled off", "have levelled off"),
            Part(learners.Where(v => v.Word == VerdictWord.Declining), "is declining", "are declining"),
            Part(learners.Where(v => v.Word == VerdictWord.Undecided), "is undecided", "are undecided"),
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0)) + ".";
    }

    /// <summary>One sentence a path: how many of its learners still improve. Empty where no path is known.</summary>
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
                var improving = learners.Count(learner => learner.Word == VerdictWord.Improving);
                var undecided = learners.Count(learner => learner.Word == VerdictWord.Undecided);
                sentences.Add(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{name}: {improving} of {learners.Length} still improving at the end")
                    + (undecided == 0 ? "." : string.Create(
                        System.Globalization.CultureInfo.InvariantCulture, $", {undecided} undecided.")));
            }
        }

        return sentences;
    }

    private static string Part(IEnumerable<LearnerVerdict> learners, string one, string many)
    {
        var names = learners.Select(learner => learner.Id).ToArray();
        return names.Length switch
        {
            0 => "",
            1 => $"{names[0]} {one}",
            <= NamesMax => $"{Wording.List(names)} {many}",
            _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{names.Length} learners {many}"),
        };
    }
}

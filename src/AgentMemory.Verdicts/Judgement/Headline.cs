using System.Globalization;
using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>The verdict in words, for readers of one line.</summary>
public static class Headline
{
    private const int NamesMax = 5;

    /// <summary>Each learner's "improving on k of T tasks", or its word on a single task. Yardsticks are left to the table.</summary>
    public static string Of(IReadOnlyList<LearnerVerdict> all)
    {
        var learners = all.Where(learner => learner.Path != PathName.Reference).ToArray();
        learners = learners.Length > 0 ? learners : [.. all];
        if (learners.Length > NamesMax)
        {
            var improving = learners.Count(learner => learner.Headline.ImprovingIn > 0);
            return string.Create(
                CultureInfo.InvariantCulture, $"{improving} of {learners.Length} learners are improving on one of their tasks at least.");
        }

        var sayings = learners.GroupBy(Saying, learner => learner.Id, StringComparer.Ordinal);
        return string.Join("; ", sayings.Select(saying =>
            $"{Wording.List([.. saying])} {(saying.Count() > 1 ? Plural(saying.Key) : saying.Key)}")) + ".";
    }

    /// <summary>improving on 2 of 4 tasks (2 improving, 1 plateaued, 1 undecided); the word alone where there is one task.</summary>
    public static string Short(LearnerVerdict learner) => learner.Headline.Of == 1
        ? Wording.Word(learner.Word)
        : string.Create(
            CultureInfo.InvariantCulture,
            $"improving on {learner.Headline.ImprovingIn} of {learner.Headline.Of} ({Wording.Words(learner.Headline.Words)})");

    /// <summary>One sentence for each path: on how many of its learners' tasks which word was given. Empty where no path is known.</summary>
    public static IReadOnlyList<string> ByPath(Verdict verdict)
    {
        var sentences = new List<string>();
        foreach (var (path, name) in new[]
        {
            (PathName.Memory, "Memory path (weights stay fixed)"),
            (PathName.Weights, "Weights path"),
            (PathName.Both, "Both paths at once"),
        })
        {
            var learners = verdict.Learners.Where(learner => learner.Path == path).ToArray();
            if (learners.Length > 0)
            {
                var words = learners.SelectMany(learner => learner.Headline.Words).GroupBy(word => word.Key, word => word.Value)
                    .ToDictionary(word => word.Key, word => word.Sum());
                sentences.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: improving on {learners.Sum(learner => learner.Headline.ImprovingIn)} of {learners.Sum(learner => learner.Headline.Of)} "
                    + $"({Wording.Words(words)})."));
            }
        }

        return sentences;
    }

    /// <summary>One sentence for each group of tasks, in the words of the headline. Empty where the plan names none.</summary>
    public static IReadOnlyList<string> ByGroup(Verdict verdict) =>
        [.. verdict.Groups.Select(group => $"Tasks {group.Name}: {Of(group.Learners)}")];

    /// <summary>What the plan could show, worked out before the run; empty without a plan.</summary>
    public static string Power(Verdict verdict) => verdict.Power is { } power ? Power(power) : "";

    /// <inheritdoc cref="Power(Verdict)"/>
    public static string Power(PlanPower power) => string.Create(
        CultureInfo.InvariantCulture,
        $"This plan shows a plateau in {100 * power.Plateau:F0}% of level learners, and a rise of {PlanPower.Rise} as improving in "
        + $"{100 * power.Gain:F0}%.");

    private static string Saying(LearnerVerdict learner) => learner.Headline.Of > 1
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"is improving on {learner.Headline.ImprovingIn} of {learner.Headline.Of} tasks ({Wording.Words(learner.Headline.Words)})")
        : learner.Word switch
        {
            VerdictWord.Improving => "is still improving",
            VerdictWord.Plateaued => "has levelled off",
            VerdictWord.Declining => "is declining",
            VerdictWord.Solved => "has solved it in every world",
            VerdictWord.Split => "is split: solved in some worlds, low in others",
            _ => "is undecided",
        };

    private static string Plural(string saying) => saying.StartsWith("is ", StringComparison.Ordinal) ? "are " + saying[3..] : "have " + saying[4..];
}

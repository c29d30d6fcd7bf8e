using System.Globalization;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report;

/// <summary>The question's answer in one sentence: for this model and these tasks, does either path keep improving?</summary>
public static class Answer
{
    private const int NamesMax = 3;

    /// <summary>The sentence; the headline of all learners where no path is known.</summary>
    public static string Of(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var clauses = new[] { (PathName.Memory, "writing things down"), (PathName.Weights, "changing weights"), (PathName.Both, "doing both at once") }
            .Select(path => (Name: path.Item2, Learners: verdict.Learners.Where(learner => learner.Path == path.Item1).ToArray()))
            .Where(path => path.Learners.Length > 0)
            .Select(path => $"{path.Name} {Clause(path.Learners)}").ToArray();
        if (clauses.Length == 0)
        {
            return Headline.Of(verdict.Learners);
        }

        var tasks = verdict.Tasks.Select(task => task.Task).Distinct(StringComparer.Ordinal).ToArray();
        var where = tasks.Length == 1 ? tasks[0] : string.Create(CultureInfo.InvariantCulture, $"these {tasks.Length} tasks");
        var model = verdict.Model is { } known ? $"With {known.Id}, on {where}" : $"On {where}";
        return $"{model}: {string.Join("; ", clauses)}.";
    }

    private static string Clause(IReadOnlyList<LearnerVerdict> learners) =>
        learners.Max(learner => learner.Headline.Of) <= 1 ? OfOne(learners) : OfMany(learners);

    // One task: the best word that some learner of the path has.
    private static string OfOne(IReadOnlyList<LearnerVerdict> learners)
    {
        foreach (var (word, saying) in new (VerdictWord, string)[]
        {
            (VerdictWord.Improving, "keeps improving"),
            (VerdictWord.Solved, "solves it in every world"),
            (VerdictWord.Split, "solves it in some worlds and stays low in others"),
            (VerdictWord.Undecided, "is undecided"),
            (VerdictWord.Plateaued, "has levelled off"),
        })
        {
            if (learners.Where(learner => learner.Word == word).ToArray() is { Length: > 0 } those)
            {
                return those.Length == learners.Count ? saying : $"{saying} ({Names(those)})";
            }
        }

        return "gets worse";
    }

    private static string OfMany(IReadOnlyList<LearnerVerdict> learners)
    {
        var best = learners.Max(learner => learner.Headline.ImprovingIn);
        var solved = learners.Max(learner => Count(learner, VerdictWord.Solved));
        var solving = solved == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" and solves {solved} of {learners[0].Headline.Of} ({Names([.. learners.Where(learner => Count(learner, VerdictWord.Solved) == solved)])})");
        if (best > 0)
        {
            var those = learners.Where(learner => learner.Headline.ImprovingIn == best).ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"keeps improving on {best} of {those[0].Headline.Of} ({Names(those)}){solving}");
        }

        foreach (var (word, saying) in new (VerdictWord, string)[]
        {
            (VerdictWord.Plateaued, "has levelled off on all of them"),
            (VerdictWord.Declining, "gets worse on all of them"),
            (VerdictWord.Undecided, "is undecided on all of them"),
        })
        {
            if (learners.All(learner => Count(learner, word) == learner.Headline.Of))
            {
                return saying;
            }
        }

        // Holm's test takes back what chance over so many tasks would give as well.
        var alone = learners.Max(learner => Count(learner, VerdictWord.Improving));
        return (alone, solving) switch
        {
            (0, _) => $"is not shown to keep improving on any{solving}",
            _ => string.Create(CultureInfo.InvariantCulture, $"rises on {alone} of {learners[0].Headline.Of} taken alone ")
                + $"({Names([.. learners.Where(learner => Count(learner, VerdictWord.Improving) == alone)])}), which over all of them may be chance{solving}",
        };
    }

    private static int Count(LearnerVerdict learner, VerdictWord word) => learner.Headline.Words.GetValueOrDefault(word);

    private static string Names(IReadOnlyList<LearnerVerdict> learners) => learners.Count <= NamesMax
        ? Wording.List([.. learners.Select(learner => learner.Id)])
        : string.Create(CultureInfo.InvariantCulture, $"{learners.Count} learners");
}

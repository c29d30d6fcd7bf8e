using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Exams;

/// <summary>
/// An exam of single questions, in two parts: those that practice never shows, which are the score, and as many that it may have
/// shown. Where practice tells nothing about the first part, the second is the score.
/// </summary>
internal static class QuestionSitting
{
    /// <summary>Draws for each question wanted, before a world is taken to hold no more of them.</summary>
    private const int DrawsEach = 50;

    public static ExaminedTask Sit(Sitting sitting, IQuestionPartition partition, CancellationToken cancellation)
    {
        var exam = ExamQuestions(sitting, partition);
        var practice = PracticeQuestions(sitting, partition, exam.Count > 0 ? exam.Count : sitting.Plan.Exam);
        var (unmet, met) = (Mark(sitting, exam, cancellation), Mark(sitting, practice, cancellation));
        var scoresPractice = !partition.IsInferable || exam.Count == 0;
        var headline = scoresPractice ? met : unmet;
        var (floor, ceiling) = headline.IsRanked ? (0.0, 1.0) : (sitting.Task.Task.Floor, sitting.Task.Task.Ceiling);
        var questions = exam.Count + practice.Count;
        double Scaled(double mark) => (mark - floor) / (ceiling - floor);
        return new ExaminedTask(
            new TaskScore(
                sitting.Task.Name,
                Mean(headline.Marks),
                floor,
                ceiling,
                ((unmet.IllegalRate * exam.Count) + (met.IllegalRate * practice.Count)) / questions)
            {
                Form = partition.ExamQuestions is null ? ExamForm.Sampled : ExamForm.Exact,
                PromptReaderScore = headline.PromptReaderMark is { } mark ? Scaled(mark) : null,
                Detail = new ExamDetail
                {
                    Exam = Keyed(partition, exam, unmet),
                    Practice = Keyed(partition, practice, met),
                    ScoresPractice = scoresPractice,
                    Ways = headline.MeanWays is { } ways ? new RankedMarks(Scaled(ways.Raw), Scaled(ways.Calibrated)) : null,
                },
            },
            [.. unmet.Episodes, .. met.Episodes.Select(episode => episode with { Kind = EpisodeKind.Met, Memory = null })],
            unmet.Cost + met.Cost,
            [.. unmet.DocumentsLeftOut.Union(met.DocumentsLeftOut, StringComparer.Ordinal)],
            questions);
    }

    /// <summary>The mean mark of the practice part's questions that have been met, on the score's scale; null where none has.</summary>
    public static double? MetScore(TaskScore score, Func<string, bool> isMet)
    {
        var met = score.Detail.Practice.Where(question => isMet(question.Key)).ToList();
        return met.Count == 0 ? null : score.Normalised(Mean([.. met.Select(question => question.Mark)]));
    }

    // Marks are thirds and their halves and quarters: the last digits of their sum are noise, and a mean of 0 is to read 0.
    internal static double Mean(IReadOnlyList<double> marks) => Math.Round(marks.Average(), 12);

    private static List<(IEpisode Start, ulong Seed)> ExamQuestions(Sitting sitting, IQuestionPartition partition) =>
        partition.ExamQuestions is { } all
            ? [.. all.Select((question, i) => (question, sitting.Seed(i)))]
            : [.. Enumerable.Range(0, sitting.Plan.Exam).Select(sitting.Seed).Select(seed => (sitting.Task.Task.Exam(seed), seed))];

    // Different ones, drawn once: the same for every learner and in every block.
    private static List<(IEpisode Start, ulong Seed)> PracticeQuestions(Sitting sitting, IQuestionPartition partition, int count)
    {
        var drawn = new Dictionary<string, (IEpisode, ulong)>(StringComparer.Ordinal);
        for (var i = 0; i < count * DrawsEach && drawn.Count < count; i++)
        {
            var seed = Rng.Mix(sitting.Seed(i), Rng.Hash("met"));
            var question = partition.Met(seed);
            drawn.TryAdd(partition.KeyOf(question), (question, seed));
        }

        return [.. drawn.Values];
    }

    private static MarkedQuestions Mark(Sitting sitting, List<(IEpisode Start, ulong Seed)> questions, CancellationToken cancellation)
    {
        if (questions.Count == 0)
        {
            return MarkedQuestions.None;
        }

        if (questions.All(question => question.Start is IRankedQuestion))
        {
            return RankedSitting.Mark(sitting, questions, cancellation);
        }

        var played = EpisodeSitting.Play(sitting, questions, cancellation);
        return new MarkedQuestions(
            [.. played.Best.Select(episode => episode.Record.Outcome.Score)], played.Best, played.Cost, played.IllegalRate, played.DocumentsLeftOut);
    }

    private static List<QuestionMark> Keyed(
        IQuestionPartition partition, List<(IEpisode Start, ulong Seed)> questions, MarkedQuestions marked) =>
        [.. questions.Select((question, i) => new QuestionMark(partition.KeyOf(question.Start), marked.Marks[i]) { Ways = marked.Ways.ElementAtOrDefault(i) })];
}

/// <summary>Questions with a raw mark for each.</summary>
internal sealed record MarkedQuestions(
    IReadOnlyList<double> Marks, IReadOnlyList<ExamEpisode> Episodes, Cost Cost, double IllegalRate, IReadOnlyCollection<string> DocumentsLeftOut)
{
    public static MarkedQuestions None { get; } = new([], [], Cost.None, 0, []);

    /// <summary>Marked by where the right reply is ranked: 0 at random, 1 at best.</summary>
    public bool IsRanked { get; init; }

    /// <summary>The marks by either figure, one entry for each question; empty where only one was measured.</summary>
    public IReadOnlyList<RankedMarks?> Ways { get; init; } = [];

    /// <summary>Their means; null where not every question has both.</summary>
    public RankedMarks? MeanWays => Ways.Count > 0 && Ways.All(way => way is not null)
        ? new RankedMarks(QuestionSitting.Mean([.. Ways.Select(way => way!.Raw)]), QuestionSitting.Mean([.. Ways.Select(way => way!.Calibrated)]))
        : null;

    /// <summary>Mean mark of the exact reader of what the prompts held; null where it cannot be computed.</summary>
    public double? PromptReaderMark { get; init; }
}

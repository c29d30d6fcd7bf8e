using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Experiments.Exams;

/// <summary>Questions that are marked by where the player ranks the right reply: asked once each, nothing is played out.</summary>
internal static class RankedSitting
{
    public static MarkedQuestions Mark(Sitting sitting, IReadOnlyList<(IEpisode Start, ulong Seed)> questions, CancellationToken cancellation)
    {
        var began = sitting.Time.GetTimestamp();
        var attempts = sitting.Trial.Learner.ExamAttempts;
        var asked = Asking.Ask(sitting, [.. questions.Select(question => (Turn(sitting, question.Start, question.Seed), question.Start))], cancellation);
        var marks = new double[questions.Count];
        var ways = new RankedMarks?[questions.Count];
        var episodes = new ExamEpisode[questions.Count];
        for (var i = 0; i < questions.Count; i++)
        {
            var question = (IRankedQuestion)questions[i].Start;
            var replies = Replies(question);
            var figures = Figures(asked.Choices[i], replies);
            double Best(IReadOnlyList<double> ranked) =>
                Enumerable.Range(0, attempts).Max(attempt => question.Mark(Attempt(sitting, ranked, questions[i].Seed, attempt)));
            marks[i] = Best(figures);
            ways[i] = asked.Choices[i].Figures is { } both ? new RankedMarks(Best(both.Raw), Best(both.Calibrated)) : null;
            var reply = replies[Highest(figures)];
            episodes[i] = new ExamEpisode(
                RolloutRunner.RecordOf(
                    sitting.Task.Task,
                    questions[i].Seed,
                    [new Move(question.View, reply, null, asked.Choices[i].LogProbability) { Thought = asked.Choices[i].Thought }],
                    new Outcome(marks[i], question.After(reply).Outcome?.Feedback ?? "")) with
                {
                    Score = marks[i],
                },
                i == 0 ? [asked.Choices[0].Memory] : null);
        }

        // Each further attempt would have read the same again.
        var cost = Enumerable.Repeat(asked.Cost, attempts).Aggregate(Cost.None, (sum, one) => sum + one);
        return new MarkedQuestions(
            marks,
            episodes,
            cost with { Seconds = sitting.Time.GetElapsedTime(began).TotalSeconds },
            asked.IllegalRate,
            asked.DocumentsLeftOut)
        {
            IsRanked = true,
            Ways = ways,
            PromptReaderMark = PromptReader.Mark(sitting, [.. questions.Select(question => question.Start)], asked.Choices),
        };
    }

    private static Turn Turn(Sitting sitting, IEpisode question, ulong seed) => new()
    {
        TaskId = sitting.Task.Task.Id,
        Documents = sitting.Documents,
        Earlier = [],
        View = question.View,
        Temperature = 0,
        Restricted = sitting.Plan.Restricted,
        Ranked = true,
        Seed = seed,
    };

    private static IReadOnlyList<string> Replies(IEpisode question) => ((ReplyForm.OneOf)question.View.Reply).Replies;

    private static double[] Figures(Choice choice, IReadOnlyList<string> replies) => choice.LogProbabilities is { } figures
        ? [.. figures]
        : [.. replies.Select(reply => choice.Reply is Reply.Legal legal && legal.Text == reply ? 1.0 : 0.0)];

    private static int Highest(double[] figures) => Array.IndexOf(figures, figures.Max());

    /// <summary>
    /// A further attempt tries the replies in an order drawn at the practice temperature: the largest first of log-probability over
    /// temperature plus Gumbel noise, which draws without replacement (Yellott 1977).
    /// </summary>
    private static IReadOnlyList<double> Attempt(Sitting sitting, IReadOnlyList<double> figures, ulong seed, int attempt)
    {
        if (attempt == 0 || sitting.Plan.PracticeTemperature == 0)
        {
            return figures;
        }

        var rng = new Rng(Rng.Mix(seed, (ulong)attempt)).Fork("order");
        return [.. figures.Select(figure =>
            (figure / sitting.Plan.PracticeTemperature) - Math.Log(-Math.Log(Math.Max(rng.NextDouble(), double.Epsilon))))];
    }
}

using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Experiments.Exams;

/// <summary>
/// An exact exam: the player is asked once in every decision state, and the value of that policy follows without a draw. Some episodes
/// are played by the same policy for the report, which asks nobody.
/// </summary>
internal static class StateSitting
{
    /// <summary>Episodes kept for the report.</summary>
    private const int EpisodesKept = 4;

    /// <summary>States that practice never led to, below which their mean says nothing.</summary>
    private const int UnmetMin = 8;

    public static ExaminedTask Sit(Sitting sitting, IStateExam exam, CancellationToken cancellation)
    {
        var began = sitting.Time.GetTimestamp();
        var task = sitting.Task.Task;
        var asked = Asking.Ask(
            sitting,
            [.. exam.States.Select((state, i) => (Turn(sitting, state, i), state.Moment))],
            cancellation);
        string[] replies = [.. exam.States.Select((state, i) => asked.Choices[i].Reply is Reply.Legal legal
            ? legal.Text
            // What could not be read is replaced, not punished: format is counted apart from skill.
            : new Rng(sitting.Seed(i)).Fork("substitute").Pick(((ReplyForm.OneOf)state.Moment.View.Reply).Replies))];
        var policy = exam.States.Zip(replies).ToDictionary(pair => pair.First.Key, pair => pair.Second, StringComparer.Ordinal);
        var score = new TaskScore(sitting.Task.Name, exam.Value(replies), task.Floor, task.Ceiling, asked.IllegalRate)
        {
            Form = ExamForm.Exact,
            Detail = new ExamDetail { Replies = replies },
        };
        EpisodeRecord[] played =
            [.. Enumerable.Range(0, Math.Min(EpisodesKept, sitting.Plan.Exam)).Select(i => Episode(sitting, exam, policy, sitting.Seed(i)))];
        return new ExaminedTask(
            score,
            [.. played.Select((episode, i) => new ExamEpisode(episode, i == 0 && asked.Choices.Count > 0 ? [asked.Choices[0].Memory] : null))],
            asked.Cost with { Seconds = sitting.Time.GetElapsedTime(began).TotalSeconds },
            asked.DocumentsLeftOut,
            exam.States.Count / Math.Max(1, played.Average(episode => episode.Moves.Count)));
    }

    /// <summary>Mean regret, as a share of the task's range, over the states that practice never led to; null where they are too few.</summary>
    /// <param name="exam">The exam.</param>
    /// <param name="score">With the replies in its detail.</param>
    /// <param name="isMet">Whether this learner's practice led to a state.</param>
    public static double? UnmetRegret(IStateExam exam, TaskScore score, Func<string, bool> isMet)
    {
        var unmet = Unmet(exam, isMet);
        if (unmet.Count < UnmetMin)
        {
            return null;
        }

        var regrets = exam.Regrets(score.Detail.Replies);
        return unmet.Average(state => regrets[state]) / (score.Ceiling - score.Floor);
    }

    /// <summary>The numbers of the states that practice never led to.</summary>
    /// <param name="exam">The exam.</param>
    /// <param name="isMet">Whether this learner's practice led to a state.</param>
    public static IReadOnlyList<int> Unmet(IStateExam exam, Func<string, bool> isMet) =>
        [.. exam.States.Index().Where(state => !isMet(state.Item.Key)).Select(state => state.Index)];

    private static Turn Turn(Sitting sitting, DecisionState state, int index) => new()
    {
        TaskId = sitting.Task.Task.Id,
        Documents = sitting.Documents,
        Earlier = state.Earlier,
        View = state.Moment.View,
        Temperature = 0,
        Restricted = sitting.Plan.Restricted,
        Seed = sitting.Seed(index),
    };

    private static EpisodeRecord Episode(Sitting sitting, IStateExam exam, Dictionary<string, string> policy, ulong seed)
    {
        var state = sitting.Task.Task.Exam(seed);
        var moves = new List<Move>();
        while (state.Outcome is null)
        {
            // Where there is one reply nobody is asked.
            var reply = state.View.Reply is ReplyForm.OneOf { Replies: [var only] } ? only : policy[exam.KeyOf(state)];
            moves.Add(new Move(state.View, reply, null, null));
            state = state.After(reply);
        }

        return RolloutRunner.RecordOf(sitting.Task.Task, seed, moves, state.Outcome);
    }
}

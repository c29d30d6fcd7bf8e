using AgentMemory.Core;
using AgentMemory.Core.Episodes;

namespace AgentMemory.Learners.Reference.Truth;

/// <summary>All of a task's questions with their right replies, as episodes that were played.</summary>
internal static class TrueEpisodes
{
    /// <summary>One episode of each question, of practice and of the exam, in an order drawn by the task's id.</summary>
    /// <returns>Null where the task does not list its questions.</returns>
    /// <exception cref="UserErrorException">The task's family tells no truth.</exception>
    public static IReadOnlyList<EpisodeRecord>? Of(TruthShelf truths, string id)
    {
        if (truths.Task(id).Partition.Value is not { PracticeQuestions: { } practice, ExamQuestions: { } exam })
        {
            return null;
        }

        var truth = truths.Truth(id);
        var reader = truth.Demonstrate();
        reader.Read(truth.TrueNotes);
        EpisodeRecord[] episodes = [.. practice.Concat(exam).Select(question => Episode(id, question, reader.Choose(question)))];
        new Rng(Rng.Hash(id)).Fork("told").Shuffle(episodes.AsSpan());
        return episodes;
    }

    private static EpisodeRecord Episode(string id, IEpisode question, string right) => new()
    {
        TaskId = id,
        Seed = 0,
        Moves = [new Move(question.View, right, Unreadable: null, LogProbability: null)],
        Outcome = new Outcome(1, "") { RightReply = right },
        Score = 1,
    };
}

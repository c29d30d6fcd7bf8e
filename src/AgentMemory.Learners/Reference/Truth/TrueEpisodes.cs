using AgentMemory.Core;
using AgentMemory.Core.Episodes;

namespace AgentMemory.Learners.Reference.Truth;

/// <summary>All of a task's questions with their right replies, as episodes that were played.</summary>
internal static class TrueEpisodes
{
    /// <summary>One episode of each question, of practice and of the exam, in an order drawn by the task's id.</summary>
    /// <exception cref="UserErrorException">The task does not list its questions, or nobody can read it exactly.</exception>
    public static IReadOnlyList<EpisodeRecord> Of(TruthShelf truths, string id)
    {
        if (truths.Task(id).Partition.Value is not { PracticeQuestions: { } practice, ExamQuestions: { } exam })
        {
            throw new UserErrorException($"learner told: {id} does not list its questions; leave tells: episodes out, or take another task");
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

using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Reference.Truth;

namespace AgentMemory.Learners.Reference.Told;

/// <summary>
/// Plays with the complete true notes before it and learns nothing: what falls short of 1 is not a matter of finding out or of writing
/// down, but of using. With examples, games that the exact reader won at once follow the notes and show how they are used.
/// </summary>
public sealed class ToldLearner : ILearner
{
    private const int ExamplesMax = 64;
    private readonly LearnerTools _tools;
    private readonly TruthShelf _truths;
    private readonly bool _withExamples;

    /// <param name="id">told, or told+reasons.</param>
    /// <param name="tools">The run's.</param>
    /// <param name="withExamples">Whether games show how the notes are used.</param>
    public ToldLearner(string id, LearnerTools tools, bool withExamples) =>
        (Id, _tools, _truths, _withExamples) = (id, tools, new TruthShelf(id, tools), withExamples);

    public string Id { get; }

    public bool KeepsNothing => true;

    public LearnerPath Path => LearnerPath.Reference;

    public Learned Study(StudyRequest request, CancellationToken cancellation) => new(null, Cost.None, []);

    public IPlayer Open(Artifact? artifact) =>
        GoldNotesPlayer.Open(_tools, _truths, id => _truths.Truth(id).TrueNotes, _withExamples ? ExamplesOf : null);

    private IReadOnlyList<EpisodeRecord> ExamplesOf(string id)
    {
        var reader = _truths.Truth(id).Demonstrate();
        reader.Read(_truths.Truth(id).TrueNotes);
        return [.. Enumerable.Range(0, ExamplesMax).Select(i => Played(_truths.Task(id), reader, Rng.Mix(Rng.Hash("examples"), (ulong)i)))];
    }

    private static EpisodeRecord Played(ITask task, IDemonstrator reader, ulong seed)
    {
        var moment = task.Practice(seed);
        var moves = new List<Move>();
        while (moment.Outcome is null)
        {
            var reply = reader.Choose(moment);
            moves.Add(new Move(moment.View, reply, null, null));
            moment = moment.After(reply);
        }

        return new EpisodeRecord
        {
            TaskId = task.Id,
            Seed = seed,
            Moves = moves,
            Outcome = moment.Outcome,
            Score = (moment.Outcome.Score - task.Floor) / (task.Ceiling - task.Floor),
        };
    }
}

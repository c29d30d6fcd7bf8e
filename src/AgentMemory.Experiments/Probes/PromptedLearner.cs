using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Probes;

/// <summary>Plays with the same words in front of every episode, and learns nothing.</summary>
internal sealed class PromptedLearner(ProbeRoom room, Func<Turn, Recollection> tell) : ILearner
{
    public string Id => "prompted";

    public LearnerPath Path => LearnerPath.Reference;

    public Learned Study(StudyRequest request, CancellationToken cancellation) => new(null, Cost.None, []);

    public IPlayer Open(Artifact? artifact)
    {
        // The same object again saves composing the prompt's beginning at every turn.
        var told = new Dictionary<string, Recollection>(StringComparer.Ordinal);
        return new ModelPlayer(room.Model, room.Prompt, Tell, room.Limits);

        Recollection Tell(Turn turn) =>
            told.TryGetValue(turn.TaskId, out var known) ? known : told[turn.TaskId] = tell(turn);
    }
}

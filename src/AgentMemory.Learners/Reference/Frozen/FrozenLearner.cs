using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Reference.Frozen;

/// <summary>Reads the documents and learns nothing: the twin every gain is measured against.</summary>
public sealed class FrozenLearner : ILearner
{
    private readonly LearnerTools _tools;

    public FrozenLearner(LearnerTools tools) => _tools = tools;

    public string Id => "frozen";

    public bool KeepsNothing => true;

    public LearnerPath Path => LearnerPath.Reference;

    public Learned Study(StudyRequest request, CancellationToken cancellation) => new(null, Cost.None, []);

    public IPlayer Open(Artifact? artifact) => DocumentsPlayer.Open(_tools);
}

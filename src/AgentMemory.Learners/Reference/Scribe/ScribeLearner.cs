using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Prompts;
using AgentMemory.Learners.Reference.Truth;

namespace AgentMemory.Learners.Reference.Scribe;

/// <summary>
/// Plays with exact notes of its own games, which a symbolic reader keeps: how far it falls behind the exact reader is a matter of
/// using notes, and how far the learner "notes" falls behind it is a matter of writing them.
/// </summary>
public sealed class ScribeLearner : ILearner
{
    private readonly LearnerTools _tools;
    private readonly TruthShelf _truths;

    public ScribeLearner(LearnerTools tools) => (_tools, _truths) = (tools, new TruthShelf(Id, tools));

    public string Id => "scribe";

    public LearnerPath Path => LearnerPath.Reference;

    public Learned Study(StudyRequest request, CancellationToken cancellation) => KeptGames.Study(request);

    public IPlayer Open(Artifact? artifact)
    {
        var games = ExperienceFile.Read(artifact);
        return new ModelPlayer(_tools.Model, _tools.Prompt, GoldNotes.Recalled(_tools, _truths, id => _truths.ReaderOf(id, games).Notes), _tools.Limits);
    }
}

using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Rag;

/// <summary>
/// Keeps documents and episodes in a database; before each move what was seen so far is the query, and what is found
/// stands in the prompt.
/// </summary>
public sealed class RagLearner : ILearner
{
    private readonly LearnerTools _tools;
    private readonly RagSettings _settings;

    public RagLearner(LearnerTools tools, RagSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    public string Id => "rag";

    public LearnerPath Path => LearnerPath.Memory;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var cost = ExperienceStore.Study(_tools, _settings, request, cancellation);
        return new Learned(Artifact.Of(request.Folder), cost, []);
    }

    public IPlayer Open(Artifact? artifact)
    {
        var store = ExperienceStore.Open(_tools, _settings, artifact);
        var window = new Window(_tools, _settings.IsBrief);
        return new RecallingPlayer(new ModelPlayer(_tools.Model, _tools.Prompt, Recall, _tools.Limits), store);

        Recollection Recall(Turn turn)
        {
            var recollection = new Recollection { Documents = turn.Documents, IsBrief = _settings.IsBrief };
            if (store is null)
            {
                return recollection;
            }

            var recalled = store.Recall(turn, new HashSet<EpisodeRecord>(), window.BehindDocuments(turn.Documents));
            return recollection with { Passages = recalled.Passages, Episodes = recalled.Episodes, Cost = recalled.Cost };
        }
    }
}

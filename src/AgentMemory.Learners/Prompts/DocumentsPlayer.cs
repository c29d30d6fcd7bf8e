using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Prompts;

/// <summary>A model player that remembers nothing beyond the documents.</summary>
internal static class DocumentsPlayer
{
    public static IPlayer Open(LearnerTools tools)
    {
        var recollections = new RecollectionCache(turn => new Recollection { Documents = turn.Documents });
        return new ModelPlayer(tools.Model, tools.Prompt, recollections.Of, tools.Limits);
    }
}

using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Prompts;

/// <summary>How an episode stands in the window.</summary>
public enum EpisodeForm
{
    [Setting("every episode word for word")]
    Whole,

    [Setting("of a game whose end told the right reply its question and that reply alone: a third of the tokens, in the form of an exam's question")]
    Brief,
}

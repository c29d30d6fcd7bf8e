using AgentMemory.Core.Learners;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Rag;

/// <summary>What turns text into vectors.</summary>
public enum EmbedderChoice
{
    [Setting("search by words alone")]
    None,

    [Setting("vectors of the spelling, without a model")]
    Spelling,

    [Setting("the run's own model, its outputs pooled; its tokens are charged")]
    Model,
}

/// <summary>Whose passages are searched.</summary>
public enum SearchScope
{
    [Setting("passages of the task at hand")]
    Task,

    [Setting("passages of every task")]
    All,
}

/// <summary>What the learner "rag" is set by.</summary>
public sealed record RagSettings : LearnerSettings
{
    [Setting("Passages and episodes shown at most.", Least = 1, Most = 1_000, IsMemorySize = true)]
    public int PassagesMax { get; init; } = 12;

    [Setting("Documents are cut between paragraphs into passages of about so many tokens.", Least = 16, Most = 100_000)]
    public int PassageTokens { get; init; } = 120;

    [Setting("The query is the episode so far, its latest characters; so many of them.", Least = 16, Most = 100_000)]
    public int QueryCharactersMax { get; init; } = 200;

    [Setting("What turns text into vectors.")]
    public EmbedderChoice Embedder { get; init; } = EmbedderChoice.None;

    [Setting("0 ranks by relevance alone; up to 1 against likeness to what was chosen.", Least = 0, Most = 1)]
    public double Diversity { get; init; }

    [Setting("Whose passages are searched.")]
    public SearchScope Scope { get; init; } = SearchScope.Task;

    [Setting("How an episode stands in the window.")]
    public EpisodeForm Shows { get; init; } = EpisodeForm.Whole;

    /// <summary>Whether episodes are shown by their question and right reply alone.</summary>
    internal bool IsBrief => Shows == EpisodeForm.Brief;
}

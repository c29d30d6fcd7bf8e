using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>What turns text into vectors.</summary>
internal enum EmbedderChoice
{
    /// <summary>Search goes by words alone.</summary>
    None,

    /// <summary>Vectors of the spelling, without a model.</summary>
    Spelling,

    /// <summary>The run's own model, its outputs pooled; its tokens are charged.</summary>
    Model,
}

/// <summary>The numbers that retrieval is set by.</summary>
internal sealed record RagSettings
{
    /// <summary>Passages shown at most.</summary>
    public required int PassagesMax { get; init; }

    /// <summary>Documents are cut between paragraphs into passages of about so many tokens.</summary>
    public required int PassageTokens { get; init; }

    /// <summary>Characters of the episode so far that are searched for, the latest ones.</summary>
    public required int QueryCharactersMax { get; init; }

    public required EmbedderChoice Embedder { get; init; }

    /// <summary>0 ranks by relevance alone, up to 1 against likeness to what was chosen.</summary>
    public required double Diversity { get; init; }

    /// <summary>Search passages of the task at hand alone, or of every task.</summary>
    public required bool OwnTaskOnly { get; init; }

    /// <summary>Reads the settings that stand under these names, each behind a prefix.</summary>
    public static RagSettings Read(LearnerSettings settings, string prefix = "") => new()
    {
        PassagesMax = settings.Whole($"{prefix}passages_max", 1, 1_000),
        PassageTokens = settings.Whole($"{prefix}passage_tokens", 16, 100_000),
        QueryCharactersMax = settings.Whole($"{prefix}query_characters_max", 16, 100_000),
        Embedder = settings.Word($"{prefix}embedder", "none", "spelling", "model") switch
        {
            "none" => EmbedderChoice.None,
            "model" => EmbedderChoice.Model,
            _ => EmbedderChoice.Spelling,
        },
        Diversity = settings.Number($"{prefix}diversity", 0, 1),
        OwnTaskOnly = settings.Word($"{prefix}scope", "task", "all") == "task",
    };
}

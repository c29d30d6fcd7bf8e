namespace AgentMemory.Memory.Passages;

/// <summary>What a passage is. Its name in lower case stands in exports and on the command line.</summary>
public enum PassageKind
{
    /// <summary>Part of a text that was given: a rulebook, a chapter, a file.</summary>
    Document,

    /// <summary>What happened: a game, an exercise.</summary>
    Episode,

    /// <summary>Something that is so; with a subject, a newer fact of the same subject replaces it.</summary>
    Fact,

    /// <summary>What somebody wrote down on purpose.</summary>
    Note,

    /// <summary>What was said in a conversation.</summary>
    Message,
}

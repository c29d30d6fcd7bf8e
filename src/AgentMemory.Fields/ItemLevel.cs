namespace AgentMemory.Fields;

/// <summary>What an item asks of the reader, from looking up to deriving.</summary>
public enum ItemLevel
{
    /// <summary>Stated in the text.</summary>
    Recall,

    /// <summary>One law on new material.</summary>
    Apply,

    /// <summary>Three or more concepts chained.</summary>
    Compose,

    /// <summary>Find the claim that is false.</summary>
    Critique,

    /// <summary>A fact that is stated nowhere and has to be derived.</summary>
    Build,
}

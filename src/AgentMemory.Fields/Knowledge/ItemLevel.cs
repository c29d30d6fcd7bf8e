namespace AgentMemory.Fields.Knowledge;

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

/// <summary>Levels as they are written.</summary>
public static class ItemLevels
{
    /// <summary>From the lowest on.</summary>
    public static IReadOnlyList<ItemLevel> All { get; } = Enum.GetValues<ItemLevel>();

    /// <summary>As in "recall".</summary>
    public static string Name(ItemLevel level) => level.ToString().ToLowerInvariant();

    /// <summary>The level of a name that <see cref="Name"/> gives.</summary>
    public static ItemLevel Named(string name) => All.Single(level => Name(level) == name);
}

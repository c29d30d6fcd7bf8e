using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Memory.Playbook;

/// <summary>How a model says its edits of a playbook.</summary>
public enum PlaybookWriting
{
    /// <summary>For models that follow instructions.</summary>
    [Setting("the model is told how and writes edits (add, merge, helped, misled, remove); a grammar holds it to edits of items that are there")]
    Edits,

    /// <summary>For large models, which write better where nothing holds them.</summary>
    [Setting("the same without a grammar: a reply that is not wholly of such edits changes nothing and is counted as damaged")]
    Free,

    /// <summary>For models that were trained to write notes and follow no instructions.</summary>
    [Setting("the model writes notes under their heading, and each is an item to add; one that is there already counts as helped")]
    Lines,
}

/// <summary>After which episodes the model reflects.</summary>
public enum PlaybookOccasion
{
    [Setting("those that went less than best possible")]
    Failures,

    [Setting("all of them")]
    All,
}

/// <summary>What the learner "playbook" is set by.</summary>
public sealed record PlaybookSettings : LearnerSettings
{
    [Setting(
        "Items of a task's playbook. What misled more often than it helped is dropped; what is too much goes by these counts, the oldest first.",
        Least = 1,
        Most = 100_000,
        IsMemorySize = true)]
    public int ItemsMax { get; init; } = 32;

    [Setting("Tokens of all items together; what is too much goes as by items_max.", Least = 16, Most = 1_000_000, IsMemorySize = true)]
    public int TokensMax { get; init; } = 480;

    [Setting("Characters of an item, and of what is said of a failure.", Least = 8, Most = 1_000)]
    public int LineCharactersMax { get; init; } = 80;

    [Setting("Episodes after which the model reflects.")]
    public PlaybookOccasion Reflects { get; init; }

    [Setting("Episodes that one reflection looks at; of those the latest that fit the window.", Least = 1, Most = 1_000)]
    public int EpisodesEach { get; init; } = 8;

    [Setting("Reflections of each study and task, on the latest episodes.", Least = 1, Most = 10_000)]
    public int ReflectionsMax { get; init; } = 8;

    [Setting("Edits of one reflection.", Least = 1, Most = 100)]
    public int EditsMax { get; init; } = 4;

    [Setting("Tokens of one reflection with its edits, at most half of the window; a reply that is cut there is damaged.", Least = 16, Most = 100_000)]
    public int ReplyTokens { get; init; } = 256;

    [Setting("An item that shares so much of its words with one that is there (of the words of both) is that one once more.", Least = 0.1, Most = 1)]
    public double DuplicateShare { get; init; } = 0.8;

    [Setting("Temperature of writing; 0 writes the likeliest.", Least = 0, Most = 10)]
    public double Temperature { get; init; }

    [Setting("How edits are said.")]
    public PlaybookWriting Writing { get; init; }
}

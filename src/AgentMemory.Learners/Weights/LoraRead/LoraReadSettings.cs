using AgentMemory.Core.Learners;
using AgentMemory.Learners.Weights.Study;

namespace AgentMemory.Learners.Weights.LoraRead;

/// <summary>What is trained on of a document.</summary>
public enum ReadLessons
{
    [Setting("the model's own lessons, checked against the documents")]
    Written,

    [Setting("the documents' own words: the ablation")]
    Plain,

    [Setting("the two together")]
    Both,
}

/// <summary>What the learner "lora-read" is set by.</summary>
public sealed record LoraReadSettings : AdapterLearnerSettings
{
    public LoraReadSettings() => Adapter = new AdapterSettings { LearningRate = 0.002, Epochs = 4 };

    [Setting("What is trained on.")]
    public ReadLessons Lessons { get; init; } = ReadLessons.Written;

    [Setting(
        "Lessons tried for each passage and study: questions, rephrasings, inferences in turn.",
        Least = 1,
        Most = 1_000)]
    public int LessonsEach { get; init; } = 6;

    [Setting("Lessons kept from study to study.", Least = 1, Most = 1_000_000)]
    public int LessonsMax { get; init; } = 256;

    [Setting("A document is cut into passages of at most so many tokens.", Least = 16, Most = 100_000)]
    public int PassageTokens { get; init; } = 160;

    [Setting("Longest lesson, in tokens.", Least = 1, Most = 10_000)]
    public int LessonTokens { get; init; } = 32;

    [Setting("Temperature of writing; answers are always the likeliest.", Least = 0, Most = 10)]
    public double Temperature { get; init; } = 0.8;

    /// <summary>What the model would have said anyway teaches nothing.</summary>
    [Setting(
        "A lesson counts as drawn from its document where the document makes it likelier by so many nats per token.",
        Least = -10,
        Most = 100)]
    public double GainMin { get; init; } = 0.1;

    /// <summary>One study.</summary>
    internal AdapterStudySettings Study => new() { Adapter = Adapter };

    /// <summary>Trains on lessons that the model writes about the documents.</summary>
    internal bool Writes => Lessons != ReadLessons.Plain;

    /// <summary>Trains on the documents' own words.</summary>
    internal bool ReadsPlainly => Lessons != ReadLessons.Written;
}

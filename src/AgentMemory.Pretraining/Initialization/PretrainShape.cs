using System.Text.Json.Serialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>The network and its vocabulary.</summary>
public sealed record PretrainShape
{
    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int FeedForward { get; init; }

    /// <summary>Longest context, as stated in the file; what was really trained is the length of rows in the plan.</summary>
    public required int Context { get; init; }

    public double RopeBase { get; init; } = 10_000;

    /// <summary>Numbers of a head; null for the width shared out among the heads.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? HeadWidth { get; init; }

    /// <summary>The output layer has weights of its own, beside the table of embeddings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OwnOutput { get; init; }

    /// <summary>A start that is made for games told in brief, in place of <see cref="StructuredStart"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReaderStartKind? ReaderStart { get; init; }

    /// <summary>Copying built into the first weights; see <see cref="StructuredStart"/>. Stated in the model's card.</summary>
    public required bool StructuredStart { get; init; }

    /// <summary>A word behind a space is one token with it; see <see cref="WordVocabulary.Make"/>.</summary>
    public required bool SpacedWords { get; init; }

    /// <summary>Tokens at most: what names and numbers leave of it is learnt on the corpus; see <see cref="LearntVocabulary"/>.</summary>
    public int VocabularySize { get; init; } = 2048;

    /// <summary>The network over a vocabulary of so many tokens.</summary>
    public ModelShape ModelShape(int vocabulary) => new()
    {
        Architecture = "llama",
        Width = Width,
        Layers = Layers,
        Heads = Heads,
        KeyValueHeads = KeyValueHeads,
        HeadWidth = HeadWidth ?? Width / Heads,
        FeedForward = FeedForward,
        Vocabulary = vocabulary,
        Context = Context,
        TiedEmbeddings = !OwnOutput,
        NormEpsilon = 1e-5f,
        RopeBase = (float)RopeBase,
        RopeDimensions = HeadWidth ?? Width / Heads,
    };
}

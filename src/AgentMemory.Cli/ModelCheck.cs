using System.Text.Json.Serialization;
using AgentMemory.Core;
using AgentMemory.Models;
using AgentMemory.Native;
using AgentMemory.Weights;

namespace AgentMemory.Cli;

/// <summary>What a model file can be used for, proven on the file itself (schema <c>agentmemory.model/1</c>).</summary>
internal sealed record ModelCheck
{
    private const int TokensCompared = 48;

    [JsonPropertyName("schema")]
    public string Schema => "agentmemory.model/1";

    [JsonPropertyName("file")]
    public required string File { get; init; }

    /// <summary>Of the file; kept with the record and no part of the document.</summary>
    [JsonIgnore]
    public required string Sha256 { get; init; }

    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    [JsonPropertyName("parameters")]
    public required long Parameters { get; init; }

    [JsonPropertyName("quantization")]
    public required string Quantization { get; init; }

    [JsonPropertyName("context")]
    public required int Context { get; init; }

    [JsonPropertyName("vocabulary")]
    public required int Vocabulary { get; init; }

    [JsonPropertyName("chat_template")]
    public required bool ChatTemplate { get; init; }

    [JsonPropertyName("can_complete")]
    public bool CanComplete { get; init; }

    [JsonPropertyName("can_embed")]
    public bool CanEmbed { get; init; }

    [JsonPropertyName("can_train")]
    public bool CanTrain { get; init; }

    /// <summary>Largest difference between the training graph's logits and the engine's on the same tokens.</summary>
    [JsonPropertyName("logit_max_abs_difference")]
    public double? LogitMaxAbsDifference { get; init; }

    [JsonPropertyName("why_not")]
    public string? WhyNot { get; init; }

    /// <summary>Loads the file and runs the same tokens through both engines.</summary>
    /// <exception cref="ModelFileException">The file is no model or is damaged.</exception>
    public static ModelCheck Of(string path, CancellationToken cancellation)
    {
        var entry = ModelEntry.OfFile(path);
        var options = new EngineOptions { Slots = 1, ContextTokens = 2 * TokensCompared, Exact = true };
        var reasons = new List<string>();
        ModelCheck? check = null;
        var engine = Try(() => LocalModel.Open(entry, options), reasons, "complete");
        using (engine)
        {
            using var embedder = Try(() => LocalEmbedder.Open(entry, options), reasons, "embed");
            var card = engine?.Card ?? embedder?.Card ?? throw new UserErrorException($"{path}: {string.Join("; ", reasons)}");
            check = new ModelCheck
            {
                File = System.IO.Path.GetFileName(path),
                Sha256 = card.Sha256,
                Architecture = card.Architecture,
                Parameters = card.Parameters,
                Quantization = card.Quantization,
                Context = card.ContextTokens,
                Vocabulary = card.VocabularySize,
                ChatTemplate = card.HasChatTemplate,
                CanComplete = engine is not null,
                CanEmbed = embedder is not null,
            };
            if (engine is not null && Try(() => (object)Difference(path, engine, cancellation), reasons, "train") is double difference)
            {
                check = check with { CanTrain = true, LogitMaxAbsDifference = difference };
            }
        }

        return check with { WhyNot = reasons.Count == 0 ? null : string.Join("; ", reasons) };
    }

    private static double Difference(string path, LocalModel engine, CancellationToken cancellation)
    {
        var rng = new Rng(1);
        var tokens = Enumerable.Range(0, TokensCompared).Select(_ => rng.Next(engine.Card.VocabularySize)).ToArray();
        var shape = new BatchShape(1, TokensCompared, TokensCompared);
        using var graph = TrainingGraph.Open(path, new TrainingGraphSettings
        {
            Purpose = GraphPurpose.Evaluate,
            Batch = shape,
            Threads = Environment.ProcessorCount,
        });
        var sample = new Sample(tokens, [.. tokens.Select((token, i) => new Prediction(i, token, 1))]);
        var trained = graph.Logits(Packer.Pack([sample], shape)[0]);
        var inferred = engine.Logits(tokens, cancellation).SelectMany(row => row);
        return trained.Zip(inferred, (left, right) => Math.Abs((double)left - right)).Max();
    }

    private static T? Try<T>(Func<T> use, List<string> reasons, string what)
        where T : class
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is UserErrorException or NativeEngineException or NotSupportedException)
        {
            reasons.Add($"cannot {what}: {e.Message}");
            return null;
        }
    }
}

using System.Globalization;
using System.Text.Json.Serialization;
using AgentMemory.Cli.Options;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Cli.Checks;

/// <summary>What a model file can be used for, proven on the file itself (schema <c>agentmemory.model/1</c>).</summary>
internal sealed record ModelCheck
{
    private const int TokensCompared = 64;

    [JsonPropertyName("schema")]
    public string Schema => "agentmemory.model/1";

    [JsonPropertyName("file")]
    public required string File { get; init; }

    /// <summary>Of the file; kept with the record and no part of the document, so it cannot be required.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";

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

    /// <summary>What the template does, or why it cannot be used.</summary>
    [JsonPropertyName("chat_template_does")]
    public required string ChatTemplateDoes { get; init; }

    [JsonPropertyName("can_complete")]
    public bool CanComplete { get; init; }

    [JsonPropertyName("can_embed")]
    public bool CanEmbed { get; init; }

    [JsonPropertyName("can_train")]
    public bool CanTrain { get; init; }

    /// <summary>Largest difference between the trainer's logits and the engine's on the same tokens.</summary>
    [JsonPropertyName("logit_max_abs_difference")]
    public double? LogitMaxAbsDifference { get; init; }

    /// <summary>What that difference may be in a file of these types: <see cref="LogitBound"/>.</summary>
    [JsonPropertyName("logit_difference_bound")]
    public double? LogitDifferenceBound { get; init; }

    /// <summary>Mean difference of a logit.</summary>
    [JsonPropertyName("logit_mean_abs_difference")]
    public double? LogitMeanAbsDifference { get; init; }

    /// <summary>What the mean difference may be.</summary>
    [JsonPropertyName("logit_mean_difference_bound")]
    public double? LogitMeanDifferenceBound { get; init; }

    /// <summary>Share of places at which trainer and engine expect the same token first.</summary>
    [JsonPropertyName("same_first_token")]
    public double? SameFirstToken { get; init; }

    /// <summary>What it costs on this machine; null where it cannot complete.</summary>
    [JsonPropertyName("speed")]
    public ModelSpeed? Speed { get; init; }

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
                ChatTemplateDoes = TemplateSummary(path),
                CanComplete = engine is not null,
                CanEmbed = embedder is not null,
            };
            if (engine is not null && Try(() => Parity.Of(path, engine, TokensCompared, cancellation), reasons, "train") is { } parity)
            {
                check = check with
                {
                    CanTrain = parity.Holds,
                    LogitMaxAbsDifference = parity.Largest,
                    LogitDifferenceBound = parity.Bound.Largest,
                    LogitMeanAbsDifference = parity.Mean,
                    LogitMeanDifferenceBound = parity.Bound.Mean,
                    SameFirstToken = parity.SameFirst,
                };
                if (!check.CanTrain)
                {
                    reasons.Add(string.Create(CultureInfo.InvariantCulture,
                        $"cannot train: logits differ by {parity.Mean:G3} in the mean and {parity.Largest:G3} at most, and rounding explains ")
                        + string.Create(CultureInfo.InvariantCulture, $"{parity.Bound.Mean:G3} and {parity.Bound.Largest:G3}"));
                }
            }
        }

        var speed = check.CanComplete
            ? Try(() => ModelSpeed.Of(entry, check.CanTrain, TimeProvider.System, cancellation), reasons, "be measured")
            : null;
        return check with { Speed = speed, WhyNot = reasons.Count == 0 ? null : string.Join("; ", reasons) };
    }

    private static string TemplateSummary(string path)
    {
        using var file = GgufFile.Open(path);
        return TemplateOption.Summary(file);
    }

    private static T? Try<T>(Func<T> use, List<string> reasons, string what)
        where T : class
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is UserErrorException or EngineException or NotSupportedException)
        {
            reasons.Add($"cannot {what}: {e.Message}");
            return null;
        }
    }
}

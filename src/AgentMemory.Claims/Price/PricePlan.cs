using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Claims.Price;

/// <summary>A model by name with what is counted from.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Measures">Of the model.</param>
/// <param name="AdapterWeights">Weights of an adapter of the plan's rank.</param>
public sealed record PricedModel(string Name, ModelMeasures Measures, double AdapterWeights);

/// <summary>What the claim of prices is tried by; every field is required.</summary>
public sealed record PricePlan
{
    /// <summary>The file of machines, from the claim's folder.</summary>
    public required string Hardware { get; init; }

    /// <summary>Ids of shipped models, whose measures are read from their files.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Models whose measures are stated in the plan.</summary>
    public required IReadOnlyList<PricedModel> Stated { get; init; }

    /// <summary>Rank of the adapters of shipped models, in all linear layers.</summary>
    public required int Rank { get; init; }

    /// <summary>Sequences that share a reading of the weights.</summary>
    public required int Batch { get; init; }

    /// <summary>Tokens of context, one row each.</summary>
    public required IReadOnlyList<int> ContextTokens { get; init; }

    /// <summary>Tokens that share a reading of the weights while an adapter is trained.</summary>
    public required int TrainingTokens { get; init; }

    /// <summary>Passages in the store.</summary>
    public required int Vectors { get; init; }

    /// <summary>Numbers of a vector.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Tokens of the passages that are shown.</summary>
    public required int PassageTokens { get; init; }

    /// <summary>Tokens that share a search.</summary>
    public required int TokensPerSearch { get; init; }

    /// <summary>Bytes of a recurrent state.</summary>
    public required double StateBytes { get; init; }

    /// <summary>Bytes of one of its numbers.</summary>
    public required double StateNumberBytes { get; init; }

    /// <summary>Tokens of a block, one row each.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static PricePlan Parse(YamlMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var tokens = new NumberRange<int>(1, 100_000_000);
        var plan = new PricePlan
        {
            Hardware = map.Text("hardware"),
            Models = map.List("models", node => map.Scalar("models", node)),
            Stated = map.List("stated", node => Model(map.Map(node, "stated"))),
            Rank = map.Whole("rank", 1, 1_024),
            Batch = map.Whole("batch", 1, 100_000),
            ContextTokens = map.List("context_tokens", node => map.Number("context_tokens", node, tokens)),
            TrainingTokens = map.Whole("training_tokens", 1, 100_000_000),
            Vectors = map.Whole("vectors", 1, 2_000_000_000),
            Dimensions = map.Whole("dimensions", 1, 1_000_000),
            PassageTokens = map.Whole("passage_tokens", 1, 100_000_000),
            TokensPerSearch = map.Whole("tokens_per_search", 1, 100_000_000),
            StateBytes = map.Number("state_bytes", 1, 1e18),
            StateNumberBytes = map.Number("state_number_bytes", 0.1, 16),
            Blocks = map.List("blocks", node => map.Number("blocks", node, tokens)),
        };
        map.RefuseUnread();
        return plan;
    }

    private static PricedModel Model(YamlMap map)
    {
        const double Most = 1e18;
        var model = new PricedModel(
            map.Text("name"),
            new ModelMeasures(
                map.Number("weights", 1, Most), map.Number("bytes_per_weight", 0.1, 16), map.Whole("layers", 1, 100_000), map.Whole("width", 1, 10_000_000),
                map.Whole("key_value_width", 1, 10_000_000), map.Number("bytes_per_key", 0.1, 16)),
            map.Number("adapter_weights", 1, Most));
        map.RefuseUnread();
        return model;
    }
}

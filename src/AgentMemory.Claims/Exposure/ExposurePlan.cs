using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Claims.Exposure;

/// <summary>What the claim of a single exposure is tried by; every field is required.</summary>
public sealed record ExposurePlan
{
    /// <summary>The first seed; each further one is the next number.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Ids of models; the command may name others.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Seeds, over which intervals are.</summary>
    public required int Seeds { get; init; }

    /// <summary>Facts, one step each.</summary>
    public required int Facts { get; init; }

    /// <summary>Words that an answer may be; chance is one in so many.</summary>
    public required int Answers { get; init; }

    /// <summary>Other facts between a fact's own step and its question, ascending.</summary>
    public required IReadOnlyList<int> Lags { get; init; }

    /// <summary>Learning rates; one row each, none is chosen.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>The adapter's rank.</summary>
    public required int Rank { get; init; }

    /// <summary>The adapter's alpha.</summary>
    public required double Alpha { get; init; }

    /// <summary>Tokens of the window.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static ExposurePlan Parse(YamlMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var plan = new ExposurePlan
        {
            Seed = map.Seed("seed"),
            Models = map.List("models", node => map.Scalar("models", node)),
            Seeds = map.Whole("seeds", 2, 100),
            Facts = map.Whole("facts", 2, 400),
            Answers = map.Whole("answers", 2, 64),
            Lags = map.List("lags", node => map.Number("lags", node, new NumberRange<int>(0, 100_000))),
            Rates = map.List("rates", node => map.Number("rates", node, new NumberRange<double>(1e-7, 1))),
            Rank = map.Whole("rank", 1, 1_024),
            Alpha = map.Number("alpha", 0.001, 10_000),
            ContextTokens = map.Whole("context_tokens", 64, 1_000_000),
        };
        map.RefuseUnread();
        return plan.Lags[^1] < plan.Facts && plan.Lags.Order().Distinct().SequenceEqual(plan.Lags)
            ? plan
            : throw map.WrongKey("lags", "lags: they rise, and each is below the number of facts");
    }
}

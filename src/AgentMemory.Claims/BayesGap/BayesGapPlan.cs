using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Claims.BayesGap;

/// <summary>What the claim of the Bayes gap is tried by; every field is required.</summary>
public sealed record BayesGapPlan
{
    /// <summary>Rules every random choice but the worlds, which are numbered from 1.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Ids of models; the command may name others.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Worlds, over which intervals are.</summary>
    public required int Worlds { get; init; }

    /// <summary>Sequences of draws in each world that are read from the context.</summary>
    public required int Sequences { get; init; }

    /// <summary>Sequences of each world by which the exact reader's curve is measured.</summary>
    public required int YardstickSequences { get; init; }

    /// <summary>Sizes of worlds, with the draws of a sequence.</summary>
    public required IReadOnlyList<(UrnSize Size, int Draws)> Sizes { get; init; }

    /// <summary>Tokens of a window; a sequence that does not fit is told so.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>What adapters are trained by; null for none.</summary>
    public AdapterReaderSettings? Adapter { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static BayesGapPlan Parse(YamlMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var plan = new BayesGapPlan
        {
            Seed = map.Seed("seed"),
            Models = map.List("models", node => map.Scalar("models", node)),
            Worlds = map.Whole("worlds", 2, 800),
            Sequences = map.Whole("sequences", 1, 1_000),
            YardstickSequences = map.Whole("yardstick_sequences", 16, 100_000),
            Sizes = map.List("sizes", node => Size(map.Map(node, "sizes"))),
            ContextTokens = map.Whole("context_tokens", 64, 1_000_000),
            Adapter = map.Has("adapter") ? Adapters(map.Child("adapter")) : null,
        };
        map.RefuseUnread();
        return plan;
    }

    /// <summary>Half doublings from 1 up to the draws, with 0 in front.</summary>
    public static IReadOnlyList<int> Grid(int draws) =>
    [
        .. Enumerable.Range(0, 64).Select(half => (int)Math.Round(Math.Pow(2, half / 2.0))).TakeWhile(n => n <= draws).Prepend(0).Distinct(),
    ];

    private static (UrnSize, int) Size(YamlMap map)
    {
        var size = new UrnSize(map.Whole("urns", 2, 64), map.Whole("colours", 2, 64), map.Whole("balls", 2, 4_096));
        var draws = map.Whole("draws", 8, 65_536);
        map.RefuseUnread();
        return size.Balls >= size.Colours ? (size, draws) : throw map.WrongKey("balls", "balls: an urn holds at least one ball of each colour");
    }

    private static AdapterReaderSettings Adapters(YamlMap map)
    {
        var settings = new AdapterReaderSettings
        {
            Sequences = map.Whole("sequences", 1, 1_000),
            DrawsMost = map.Whole("draws", 4, 65_536),
            TuningWorlds = map.Whole("tuning_worlds", 1, 100),
            Rank = map.Whole("rank", 1, 1_024),
            Alpha = map.Number("alpha", 0.001, 10_000),
            Rates = map.List("rates", node => map.Number("rates", node, new NumberRange<double>(1e-7, 1))),
            Passes = map.List("passes", node => map.Number("passes", node, new NumberRange<int>(1, 10_000))),
            StepDraws = map.Whole("step_draws", 1, 10_000),
        };
        map.RefuseUnread();
        return settings;
    }
}

/// <summary>How draws are taught to an adapter.</summary>
public sealed record AdapterReaderSettings
{
    /// <summary>Sequences of each world.</summary>
    public required int Sequences { get; init; }

    /// <summary>The first so many draws of a sequence are taught at most.</summary>
    public required int DrawsMost { get; init; }

    /// <summary>Worlds, numbered from 900, in which the rate is chosen.</summary>
    public required int TuningWorlds { get; init; }

    /// <summary>The adapter's rank.</summary>
    public required int Rank { get; init; }

    /// <summary>The adapter's alpha.</summary>
    public required double Alpha { get; init; }

    /// <summary>Learning rates that are tried; the one with the least loss at the last three points in worlds of tuning is taken.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>How often the draws are gone through; one row each.</summary>
    public required IReadOnlyList<int> Passes { get; init; }

    /// <summary>Draws of one step of AdamW, at most.</summary>
    public required int StepDraws { get; init; }
}

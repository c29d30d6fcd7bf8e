using System.Globalization;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>The readings as files and people write them.</summary>
public static class EvidenceWords
{
    /// <summary>As a document has it.</summary>
    public static string Letter(EvidenceReading reading) => reading switch
    {
        EvidenceReading.OnDiagonal => "i",
        EvidenceReading.DoesNotInfer => "a",
        EvidenceReading.Behind => "b",
        EvidenceReading.OutOfCapacity => "c",
        _ => "undecided",
    };

    /// <summary>As a table has it.</summary>
    public static string Reading(EvidenceVerdict verdict) => verdict switch
    {
        { Reading: EvidenceReading.OnDiagonal } => "(i) on the diagonal",
        { Reading: EvidenceReading.DoesNotInfer, Stores: true } => "(a) stores, does not infer",
        { Reading: EvidenceReading.DoesNotInfer, Stores: false } => "(a) does not learn",
        { Reading: EvidenceReading.DoesNotInfer } => "(a) does not infer",
        { Reading: EvidenceReading.Behind } => "(b) a worse Bayesian",
        { Reading: EvidenceReading.OutOfCapacity } => "(c) out of capacity",
        _ => "undecided",
    };

    public static string Knee(KneeReading reading) => reading switch
    {
        KneeReading.Capacity => "capacity",
        KneeReading.NotCapacity => "not capacity",
        _ => "undecided",
    };

    public static string Window(WindowReading reading) => reading switch
    {
        WindowReading.OfWindow => "the window's",
        WindowReading.BelowWindow => "below the window",
        _ => "undecided",
    };

    /// <summary>58.2 (51.0 to 63.1); with a mark where it is a lower bound; a dash where no bits are known.</summary>
    public static string Used(EvidencePoint point) =>
        point.UsedBits is null ? "–" : (point.IsAtLeast ? "≥ " : "") + Wording.Interval(point.UsedBits);
}

/// <summary>Why a learner's use of evidence reads as it does, in plain sentences.</summary>
internal static class EvidenceWhy
{
    /// <param name="verdict">All but the sentence itself.</param>
    /// <param name="whyNot">Why it was not read by the rule; null where it was.</param>
    /// <param name="late">Games before the exams that slope and distance are read from.</param>
    public static string Of(EvidenceVerdict verdict, string? whyNot, IReadOnlyList<int> late)
    {
        var over = late.Count == 0 ? "" : $" over n = {Wording.List([.. late.Select(games => games.ToString(CultureInfo.InvariantCulture))])}";
        var sentence = verdict.Reading switch
        {
            EvidenceReading.OnDiagonal => $"On the diagonal: it uses its games as the exact reader of the same games does{Behind(verdict, over)}.",
            EvidenceReading.Behind => $"A worse Bayesian: it goes on learning and is worth fewer games than it has had{Behind(verdict, over)}; "
                + $"{Factor(verdict.Behind!)}.",
            EvidenceReading.OutOfCapacity => $"Follows, then bends: out of capacity. Its slope{over} is {Wording.Interval(verdict.Slope!)}, where the exact "
                + $"reader's is 1; at the end it is worth {Games(verdict)}.",
            EvidenceReading.DoesNotInfer => $"Does not infer: on what it never met it gained {Wording.Interval(verdict.Gain)}{Met(verdict)}.",
            _ => Undecided(verdict, whyNot, over),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{sentence} ({verdict.Worlds} {(verdict.Worlds == 1 ? "world" : "worlds")}.)");
    }

    private static string Behind(EvidenceVerdict verdict, string over) => verdict.Behind is { } behind
        ? $"; it is behind by {Wording.Interval(behind)} doublings{over}"
        : ", and it has reached the top";

    // 2 to the doublings: one game of how many it uses.
    private static string Factor(Interval behind) => behind is { Value: { } value, Low: { } low, High: { } high }
        ? $"as if it read one game in {Wording.Interval(new Interval(Math.Pow(2, value), Math.Pow(2, low), Math.Pow(2, high)))}"
        : "";

    private static string Games(EvidenceVerdict verdict) => string.Create(
        CultureInfo.InvariantCulture, $"{Wording.Number(verdict.Points[^1].GamesWorth)} of {verdict.Points[^1].Games} games");

    private static string Met(EvidenceVerdict verdict) => verdict switch
    {
        { GainOfMet: null } => "",
        { Stores: true } => $", and on what it met {Wording.Interval(verdict.GainOfMet)}: it stores and does not infer",
        _ => $", and on what it met {Wording.Interval(verdict.GainOfMet)}: it does not learn",
    };

    private static string Undecided(EvidenceVerdict verdict, string? whyNot, string over)
    {
        if (whyNot is not null)
        {
            return $"Undecided: {whyNot}.";
        }

        if (!verdict.Gain.IsAboveZero)
        {
            return $"Undecided: its gain on what it never met, {Wording.Interval(verdict.Gain)}, is neither clear of zero nor sure to be small.";
        }

        return verdict.Slope is { } slope && !(slope.Low > EvidenceReadings.SlopeOfRise && slope.High >= EvidenceReadings.SlopeOfBend)
            ? $"Undecided: it gains, and whether it goes on or bends cannot be told: its slope{over} is {Wording.Interval(slope)}."
            : verdict.Behind is { } behind
                ? $"Undecided: it gains and goes on; whether it is behind the exact reader cannot be told: {Wording.Interval(behind)} doublings{over}."
                : "Undecided: it gains, and too few of its exams lie below the top to tell more.";
    }
}

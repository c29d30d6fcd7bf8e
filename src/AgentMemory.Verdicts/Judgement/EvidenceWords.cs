using AgentMemory.Verdicts.Evidence;

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

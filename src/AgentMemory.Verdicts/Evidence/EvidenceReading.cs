using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Evidence;

/// <summary>How a learner's use of evidence reads.</summary>
public enum EvidenceReading
{
    /// <summary>None of the others can be told.</summary>
    Undecided,

    /// <summary>(i) On the diagonal: like the exact reader of the same games.</summary>
    OnDiagonal,

    /// <summary>(a) Does not infer from it.</summary>
    DoesNotInfer,

    /// <summary>(b) Parallel to the diagonal: behind by a factor in games.</summary>
    Behind,

    /// <summary>(c) Follows, then bends: out of capacity. To be published beside the learner that was told all alone.</summary>
    OutOfCapacity,
}

/// <summary>What two runs in the same worlds say of the place where a learner's curve bends.</summary>
public enum KneeReading
{
    Undecided,

    /// <summary>It moves when the memory doubles.</summary>
    Capacity,

    /// <summary>It stays: what can be thought of, or slips.</summary>
    NotCapacity,
}

/// <summary>What the exact reader of the prompt says of a learner's level.</summary>
public enum WindowReading
{
    Undecided,

    /// <summary>The level is what the prompt holds.</summary>
    OfWindow,

    /// <summary>The prompt holds more than the learner uses.</summary>
    BelowWindow,
}

/// <summary>The rules of the readings; their bounds were fixed by simulation.</summary>
public static class EvidenceReadings
{
    private const double Rounding = 1e-9;
    private const double GainOfNone = 0.25;
    internal const double SlopeOfBend = 0.65;
    internal const double SlopeOfRise = 0.35;
    private const double BehindOfDiagonal = 0.3;
    private const double ShiftOfCapacity = 0.25;
    private const double ShiftOfNoCapacity = 0.5;
    private const double ShiftOfWindow = 0.3;

    /// <summary>How one learner reads.</summary>
    public static EvidenceReading Of(EvidenceUse use)
    {
        if (use.Gain.Low <= Rounding)
        {
            return IsNone(use.Gain) ? EvidenceReading.DoesNotInfer : EvidenceReading.Undecided;
        }

        var mayBeAtTop = use.UsedBits[^1].High >= use.Fit.TopBits - Rounding;
        if (use.Fit.Late.Count >= 2)
        {
            var (bends, goesOn) = (use.Slope.High < SlopeOfBend, use.Slope.Low > SlopeOfRise);
            if (bends && !goesOn && !mayBeAtTop)
            {
                return EvidenceReading.OutOfCapacity;
            }

            if (bends || !goesOn)
            {
                return EvidenceReading.Undecided;
            }
        }
        else if (!mayBeAtTop)
        {
            return EvidenceReading.Undecided;
        }

        return use.Behind.High < BehindOfDiagonal ? EvidenceReading.OnDiagonal
            : use.Behind.Low > 0 ? EvidenceReading.Behind
            : EvidenceReading.Undecided;
    }

    /// <summary>A gain that is not above zero and sure to be small; for it no bits need be known.</summary>
    public static bool IsNone(Interval gain) => gain.Low <= Rounding && gain.High < GainOfNone;

    /// <summary>Whether a bend moves with the memory.</summary>
    /// <param name="use">The learner.</param>
    /// <param name="doubled">The same with twice the memory, in the same worlds.</param>
    public static (KneeReading Reading, Interval Shift) Knee(EvidenceUse use, EvidenceUse doubled)
    {
        var shift = Shift(use, doubled);
        return (shift.Low > ShiftOfCapacity ? KneeReading.Capacity : shift.High < ShiftOfNoCapacity ? KneeReading.NotCapacity : KneeReading.Undecided, shift);
    }

    /// <summary>Whether a level is that of the prompt.</summary>
    /// <param name="use">The learner.</param>
    /// <param name="ofPrompt">The exact reader of just what its prompts held, in the same worlds.</param>
    public static (WindowReading Reading, Interval Shift) Window(EvidenceUse use, EvidenceUse ofPrompt)
    {
        var shift = Shift(use, ofPrompt);
        return (shift.High < ShiftOfWindow ? WindowReading.OfWindow : shift.Low > 0 ? WindowReading.BelowWindow : WindowReading.Undecided, shift);
    }

    /// <summary>(a) in two: true where what was met is answered better than before, so that it is stored and nothing is inferred.</summary>
    public static bool Stores(Interval gainOfMet) => gainOfMet.Low > 0;

    private static Interval Shift(EvidenceUse from, EvidenceUse to)
    {
        if (from.Without.Count != to.Without.Count)
        {
            throw new ArgumentException("both need the same worlds", nameof(to));
        }

        return EvidenceUse.LeaveOneOut(
            to.Fit.Level - from.Fit.Level, [.. from.Without.Zip(to.Without, (before, after) => after.Level - before.Level)]);
    }
}

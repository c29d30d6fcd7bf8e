using AgentMemory.Core.Tasks;
using AgentMemory.Verdicts.Evidence;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>Samples in, readings out: averaged over worlds, turned into bits and read by fixed rules. Nothing is drawn by chance.</summary>
public static class EvidenceJudgement
{
    /// <summary>
    /// Where the learner that was told all scores less, what is left of the scale says little: more than a fifth of slips already leaves
    /// most learners undecided.
    /// </summary>
    internal const double ToldMin = 0.5;

    private const string NoScale = "the learner that was told all scores no more than this one before any game, so that nothing can be measured up to it";
    private const string NoBitsYet = "its scores are too low on this task to be turned into bits";

    /// <summary>One verdict for each sample, in their order.</summary>
    public static IReadOnlyList<EvidenceVerdict> Of(IReadOnlyList<EvidenceSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var judged = new EvidenceVerdict[samples.Count];
        var byTask = samples.ToLookup(sample => sample.Task, StringComparer.Ordinal);
        // Each result has its own place, so that which thread was faster changes nothing.
        Parallel.For(0, judged.Length, i => judged[i] = Judge(samples[i], [.. byTask[samples[i].Task]]));
        return judged;
    }

    private static EvidenceVerdict Judge(EvidenceSample sample, IReadOnlyList<EvidenceSample> task)
    {
        var told = task.FirstOrDefault(other => other.Top == EvidenceTop.Own);
        var worlds = EvidenceWorlds.Of(sample, told);
        var use = worlds.Use();
        var held = worlds.HasPrompts ? worlds.OfPrompts() : null;
        var doubled = task.FirstOrDefault(other => other.Learner == sample.Doubled);
        var gainOfMet = worlds.GainOfMet();
        var gain = use.IsKnown ? use.Value.Gain : worlds.Gain();
        var points = Points(worlds, use, held);
        var isScaled = worlds.IsOfMetAlone || worlds.Told is not < ToldMin;
        var (reading, why) = sample.Top == EvidenceTop.Own
            ? (EvidenceReading.Undecided, "it was told all before the first game, and its score is what others are measured up to")
            : Read(use, worlds, isScaled, told is not null && (worlds.Told is not null || sample.Top == EvidenceTop.Best));
        bool? stores = reading == EvidenceReading.DoesNotInfer && gainOfMet is not null ? EvidenceReadings.Stores(gainOfMet) : null;
        var verdict = new EvidenceVerdict
        {
            Task = sample.Task,
            Group = sample.Group,
            Learner = sample.Learner,
            Path = sample.Path,
            Setting = sample.Setting,
            Reading = reading,
            Stores = stores,
            Why = "",
            Worlds = worlds.Count,
            HiddenBits = worlds.HiddenBits,
            Knee = use.IsKnown && isScaled && doubled is not null ? Knee(sample, doubled, told) : null,
            Window = use.IsKnown && isScaled && held is { IsKnown: true } ? Window(use.Value, held.Value) : null,
            Gain = gain,
            GainOfMet = gainOfMet,
            Slope = use.IsKnown && use.Value.Fit.Late.Count > 1 ? use.Value.Slope : null,
            Behind = use.IsKnown && use.Value.Fit.Late.Count > 0 ? use.Value.Behind : null,
            Level = use.IsKnown ? use.Value.Level : null,
            Points = points,
        };
        return verdict with { Why = EvidenceWhy.Of(verdict, why, use.IsKnown ? [.. use.Value.Fit.Late.Select(exam => worlds.Grid[exam])] : []) };
    }

    // Beyond the rule of the scale: nothing is read off a stretch where scores say nothing of bits, and no capacity without who was told all.
    private static (EvidenceReading Reading, string? WhyNot) Read(Known<EvidenceUse> use, EvidenceWorlds worlds, bool isScaled, bool hasTold)
    {
        if (!use.IsKnown)
        {
            return EvidenceReadings.IsNone(worlds.Gain()) ? (EvidenceReading.DoesNotInfer, null)
                : (EvidenceReading.Undecided, worlds is { Count: > 1, Told: not null } ? NoScale : use.WhyNot);
        }

        var reading = EvidenceReadings.Of(use.Value);
        if (reading is EvidenceReading.DoesNotInfer or EvidenceReading.Undecided)
        {
            return (reading, null);
        }

        if (!isScaled)
        {
            return (EvidenceReading.Undecided, $"it gains, and the learner that was told all scores {Wording.Number(worlds.Told)}: nearly all is lost in "
                + "answering, so that scores cannot be turned into bits");
        }

        if (use.Value.Fit.Late.Concat([worlds.Grid.Count - 2, worlds.Grid.Count - 1]).Any(exam => !worlds.IsReadable(exam)))
        {
            return (EvidenceReading.Undecided, NoBitsYet);
        }

        return reading == EvidenceReading.OutOfCapacity && !hasTold
            ? (EvidenceReading.Undecided, "it follows and then bends, which slips in answering do too: without the learner told, who shows the slips, "
                + "that cannot be told from being out of capacity")
            : (reading, null);
    }

    private static EvidenceShift<KneeReading>? Knee(EvidenceSample sample, EvidenceSample doubled, EvidenceSample? told)
    {
        var (less, more) = EvidenceWorlds.Shared(sample, doubled, told);
        if (less.Use() is not { IsKnown: true } from || more.Use() is not { IsKnown: true } to || from.Value.Without.Count != to.Value.Without.Count)
        {
            return null;
        }

        var (reading, shift) = EvidenceReadings.Knee(from.Value, to.Value);
        return new EvidenceShift<KneeReading>(reading, shift, doubled.Learner);
    }

    private static EvidenceShift<WindowReading> Window(EvidenceUse use, EvidenceUse held)
    {
        var (reading, shift) = EvidenceReadings.Window(use, held);
        return new EvidenceShift<WindowReading>(reading, shift, "");
    }

    private static EvidencePoint[] Points(EvidenceWorlds worlds, Known<EvidenceUse> use, Known<EvidenceUse>? held) =>
    [
        .. worlds.Grid.Select((games, exam) =>
        {
            var isRead = use.IsKnown && worlds.IsReadable(exam);
            return new EvidencePoint
            {
                Games = games,
                AvailableBits = worlds.AvailableBits(exam),
                Score = worlds.Score(exam),
                UsedBits = isRead ? use.Value!.UsedBits[exam].Within(0, worlds.HiddenBits) : null,
                IsAtLeast = isRead && use.Value!.Fit.AreAtLeast[exam],
                GamesWorth = isRead ? use.Value!.Fit.Games[exam] : null,
                Met = worlds.GainOfMetAt(exam),
                HeldBits = held is { IsKnown: true } && worlds.IsPromptReadable(exam) ? held.Value.UsedBits[exam].Within(0, worlds.HiddenBits) : null,
                Flops = worlds.Flops(exam),
            };
        }),
    ];
}

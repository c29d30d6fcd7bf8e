using System.Globalization;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report;

/// <summary>Evidence used in rows and cells, the same for terminal and page.</summary>
internal static class EvidenceTables
{
    private const string None = "–";

    /// <summary>What every figure of it is to be read by.</summary>
    public const string Note = "Told: bits that its own games hold for an exact reader. Used: the bits at which an exact reader has its score on things that "
        + "it never met. Worth: the games after which an exact reader has so many. Knee: against the same learner with twice the memory. Window: "
        + "against the exact reader of what its prompts held.";

    /// <summary>The tasks, in the plan's order.</summary>
    public static IEnumerable<IGrouping<string, EvidenceVerdict>> ByTask(Verdict verdict) =>
        verdict.Evidence.GroupBy(one => one.Task, StringComparer.Ordinal);

    /// <summary>A line that names a task's evidence.</summary>
    public static string Title(IGrouping<string, EvidenceVerdict> task)
    {
        var row = task.First().Group is { } group ? $", {Row(group)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{task.Key}{row}: {task.First().HiddenBits:0.#} bits hidden, {task.Max(one => one.Worlds)} worlds");
    }

    /// <summary>A group's name as a reader wants it.</summary>
    public static string Row(string? group) => (group ?? "").Replace('-', ' ').Replace('_', ' ');

    /// <summary>What a learner is called beside others of the same name.</summary>
    public static string Setting(EvidenceVerdict one) => one.Setting.Length == 0 ? "" : one.Setting.Replace('_', ' ');

    /// <summary>Columns of the last exam.</summary>
    public static string[] Columns(IGrouping<string, EvidenceVerdict> task) =>
    [
        "learner",
        "reading",
        string.Create(CultureInfo.InvariantCulture, $"told at n = {task.Max(one => one.Points[^1].Games)}"),
        "used",
        "worth games",
        .. HasHeld(task) ? ["held in prompt"] : Array.Empty<string>(),
        "gain on met",
        "knee",
        "window",
    ];

    /// <summary>One row for each learner, with as many cells.</summary>
    public static IReadOnlyList<string[]> Rows(IGrouping<string, EvidenceVerdict> task)
    {
        var hasHeld = HasHeld(task);
        return [.. task.Select(one => (string[])[
            one.Learner,
            EvidenceWords.Reading(one),
            Wording.Number(one.Points[^1].AvailableBits),
            EvidenceWords.Used(one.Points[^1]),
            one.Points[^1].GamesWorth is { } games ? Wording.Number(games) : None,
            .. hasHeld ? [one.Points[^1].HeldBits is { } held ? Wording.Interval(held) : None] : Array.Empty<string>(),
            one.GainOfMet is { } met ? Wording.Interval(met) : None,
            one.Knee is { } knee ? EvidenceWords.Knee(knee.Reading) : None,
            one.Window is { } window ? EvidenceWords.Window(window.Reading) : None])];
    }

    /// <summary>What was told and not held, and held and not used, of a learner that keeps what it knows in its prompts; null for others.</summary>
    public static (double NotStored, double NotUsed)? Apart(EvidencePoint point) =>
        point is { HeldBits.Value: { } held, UsedBits.Value: { } used } ? (Rounded(point.AvailableBits - held), Rounded(held - used)) : null;

    // Tenths of a bit: finer than any interval, and no crumbs of rounding.
    private static double Rounded(double bits) => Math.Round(bits, 1) + 0.0;

    private static bool HasHeld(IEnumerable<EvidenceVerdict> task) => task.Any(one => one.Points[^1].HeldBits is not null);
}

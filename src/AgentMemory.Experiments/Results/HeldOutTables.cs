using System.Globalization;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Experiments.Results;

/// <summary>
/// What each learner forgot of the text its model was made from: perplexity on held-out lives after every block, as rows for
/// <c>held-out.csv</c> and as a table of the report.
/// </summary>
public static class HeldOutTables
{
    private const int ColumnsMax = 6;

    /// <summary>One line a trial and block, with a heading; null where nothing was measured.</summary>
    public static string? Csv(IReadOnlyList<BlockResult> blocks) => blocks.All(b => b.HeldOutLoss is null)
        ? null
        : "learner,stream,seed,block,nats_per_token,perplexity\n" + string.Concat(blocks.Where(b => b.HeldOutLoss is not null).Select(b =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{b.Trial.Learner},{b.Trial.Stream},{b.Trial.Seed},{b.Block},{b.HeldOutLoss:R},{Math.Exp(b.HeldOutLoss!.Value):R}\n")));

    /// <summary>Perplexity at some of the blocks: the mean over trials, and in brackets the lowest and highest; none where nothing was measured.</summary>
    public static IReadOnlyList<ReportTable> Of(Plan plan, IReadOnlyList<BlockResult> blocks)
    {
        var measured = blocks.Where(b => b.HeldOutLoss is not null).ToArray();
        if (measured.Length == 0)
        {
            return [];
        }

        var shown = Shown(measured.Max(b => b.Block));
        return
        [
            new ReportTable(
                "Perplexity on held-out text of the model's own corpus",
                $"Lives of {plan.HeldOut} whose tasks no training saw, before any study and after blocks of it: the mean over trials "
                    + "(lowest to highest). What rises was forgotten. Learners that wear no adapter stay where they are.",
                ["learner", .. shown.Select(block => block == 0 ? "before" : string.Create(CultureInfo.InvariantCulture, $"block {block}"))],
                [
                    .. plan.Learners.Select(l => l.Name).Where(name => measured.Any(b => b.Trial.Learner == name)).Select(name =>
                        (IReadOnlyList<string>)[name, .. shown.Select(block => Cell(measured, name, block))]),
                ]),
        ];
    }

    private static string Cell(BlockResult[] measured, string learner, int block)
    {
        var values = measured.Where(b => b.Trial.Learner == learner && b.Block == block).Select(b => Math.Exp(b.HeldOutLoss!.Value)).ToArray();
        return values.Length == 0
            ? "–"
            : string.Create(CultureInfo.InvariantCulture, $"{values.Average():F3} ({values.Min():F3} to {values.Max():F3})");
    }

    private static int[] Shown(int last) =>
        [.. Enumerable.Range(0, Math.Min(ColumnsMax, last + 1)).Select(i => last * i / Math.Max(1, Math.Min(ColumnsMax - 1, last))).Distinct()];
}

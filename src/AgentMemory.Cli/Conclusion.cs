using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Report;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Cli;

/// <summary>Rooms 7 and 8 of a comparison: the ledger becomes curves, verdict and report in the result folder.</summary>
internal sealed class Conclusion
{
    private readonly Plan _plan;
    private readonly JudgedModel? _model;
    private readonly ILedger _ledger;
    private readonly ResultFolder _folder;

    public Conclusion(Plan plan, JudgedModel? model, ILedger ledger, ResultFolder folder)
    {
        _plan = plan;
        _model = model;
        _ledger = ledger;
        _folder = folder;
    }

    /// <summary>What the run itself has to warn of.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>Writes the files, and prints the verdict.</summary>
    public void Write(bool json)
    {
        var blocks = _ledger.Blocks();
        var curves = LedgerCurves.Of(_plan, blocks);
        var verdict = Judge.Of(curves, LedgerCurves.Settings(_plan, _model, Cautions));
        using (var csv = new StreamWriter(_folder.Curves) { NewLine = "\n" })
        {
            CurveCsv.Write(curves, csv);
        }

        var document = VerdictJson.Write(verdict);
        File.WriteAllText(_folder.Verdict, document);
        File.WriteAllText(_folder.Report, HtmlReport.Write(Contents(verdict, blocks)));
        if (json)
        {
            Console.Out.Write(document);
            return;
        }

        Console.Out.Write(VerdictText.Write(verdict));
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Written to {_folder.Path}: report.html, verdict.json, curves.csv, ledger.db, plan.yaml");
    }

    private ReportContents Contents(Verdict verdict, IReadOnlyList<BlockResult> blocks) => new()
    {
        Title = _plan.Name,
        Verdict = verdict,
        Facts =
        [
            new ReportFact("tasks", string.Join("; ", _plan.Streams.Select(s => string.Join(" then ", s)))),
            new ReportFact("seeds", $"{_plan.Seeds}"),
            new ReportFact("a block", $"{_plan.Practice} practice and {_plan.Exam} exam episodes"),
            new ReportFact("device", _plan.Device),
        ],
        Episodes = [.. _plan.Learners.SelectMany(learner => Replays(learner.Id, blocks))],
        Notebooks =
        [
            .. blocks.Where(b => b.Trial is { Seed: 1, Stream: 0 } && b.Remarks.Count > 0)
                .Select(b => new NotebookPage(b.Trial.Learner, "1", b.Block, string.Join('\n', b.Remarks))),
        ],
    };

    // Of every learner the same two exam episodes: before any practice, and at the end.
    private IEnumerable<ReplayedEpisode> Replays(string learner, IReadOnlyList<BlockResult> blocks)
    {
        var trial = blocks.Where(b => b.Trial == new TrialKey(learner, 0, 1)).OrderBy(b => b.Block).ToList();
        foreach (var block in new[] { trial[0], trial[^1] }.Distinct())
        {
            var episode = _ledger.Episodes(block.Trial, block.Block).First(e => e.Kind == EpisodeKind.Exam).Record;
            yield return new ReplayedEpisode
            {
                Learner = learner,
                Task = episode.TaskId,
                Seed = "1",
                Block = block.Block,
                Kind = "exam",
                Moves = [.. episode.Moves.Select(m => new ReplayedMove(
                    m.View.Text, m.Reply, m.Unreadable, block.Remarks.Count > 0 ? string.Join('\n', block.Remarks) : null))],
                Outcome = episode.Outcome.Feedback,
                Score = episode.Score,
            };
        }
    }
}

using System.Globalization;
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
    private readonly string _planSha256;
    private readonly JudgedModel? _model;
    private readonly ILedger _ledger;
    private readonly ResultFiles _folder;

    /// <param name="plan">As it was run.</param>
    /// <param name="planSha256">As the ledger has it.</param>
    /// <param name="model">Or null where nothing is known of it.</param>
    /// <param name="ledger">The run, whole or in part.</param>
    /// <param name="folder">Where the files go.</param>
    public Conclusion(Plan plan, string planSha256, JudgedModel? model, ILedger ledger, ResultFiles folder)
    {
        _plan = plan;
        _planSha256 = planSha256;
        _model = model;
        _ledger = ledger;
        _folder = folder;
    }

    /// <summary>Writes the files, and prints the verdict unless nothing is to be printed.</summary>
    /// <exception cref="UserErrorException">Not one block is finished, or the files cannot be written.</exception>
    public void Write(bool json, bool isQuiet = false)
    {
        var blocks = _ledger.Blocks();
        if (blocks.Count == 0)
        {
            throw new UserErrorException($"{_folder.Path} holds no finished block yet; go on with compare --resume");
        }

        var curves = LedgerCurves.Of(_plan, blocks);
        var isExact = blocks.Where(block => block.Path != LearnerPath.Reference).All(block => block.Scores.All(score => score.Form == ExamForm.Exact));
        var settings = LedgerCurves.Settings(_plan, _model, RunCautions.Of(_plan, blocks), isExact) with { PlanSha256 = _planSha256 };
        var verdict = Judge.Of(curves, settings) with { Groups = GroupVerdict.Of(_plan.Groups, curves, settings) };
        var document = VerdictJson.Write(verdict);
        WriteFiles(
            curves,
            document,
            HtmlReport.Write(Contents(verdict, curves, settings, blocks)),
            HeldOutTables.Csv(blocks),
            TimingsJson.Write(blocks));
        if (isQuiet)
        {
            return;
        }

        if (json)
        {
            Console.Out.Write(document);
            return;
        }

        Console.Out.Write(VerdictText.Write(verdict));
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Written to {_folder.Path}: report.html, verdict.json, curves.csv, timings.json, ledger.db, plan.yaml");
    }

    private void WriteFiles(CurveTable curves, string verdict, string report, string? heldOut, string timings)
    {
        try
        {
            OldRun.KeepVerdict(_folder);
            using (var csv = new StreamWriter(_folder.Curves) { NewLine = "\n" })
            {
                CurveCsv.Write(curves, csv);
            }

            File.WriteAllText(_folder.Verdict, verdict);
            File.WriteAllText(_folder.Report, report);
            File.WriteAllText(_folder.Timings, timings);
            if (heldOut is not null)
            {
                File.WriteAllText(_folder.HeldOut, heldOut);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"the results cannot be written into {_folder.Path} ({e.Message}); mend that and run agentmemory report {_folder.Path}", e);
        }
    }

    private ReportContents Contents(
        Verdict verdict, CurveTable curves, JudgementSettings settings, IReadOnlyList<BlockResult> blocks) => new()
        {
            Title = _plan.Name,
            Verdict = verdict,
            Notice = OldRun.IsOne(_folder) ? OldRun.Notice : "",
            Facts =
            [
                new ReportFact("tasks", string.Join("; ", _plan.Streams.Select(s => string.Join(" then ", s)))),
                new ReportFact("seeds", Count(_plan.Seeds)),
                new ReportFact("a block", $"{string.Join(", ", _plan.Practice.Select(Count))} practice and {Count(_plan.Exam)} exam episodes"),
                new ReportFact("window", $"{Count(_plan.ContextTokens)} tokens"),
                new ReportFact("exams", _plan.OpenBook ? "open-book" : "closed-book"),
                new ReportFact("device", _plan.Device),
            ],
            PracticeUpTo = _plan.PracticeUpTo,
            Tables = [.. CapacityTables.Of(_plan, curves, settings), .. HeldOutTables.Of(_plan, blocks)],
            Episodes = [.. _plan.Learners.SelectMany(learner => Replays(learner.Name, blocks))],
            Notebooks =
            [
                .. blocks.Where(b => b.Trial is { Seed: 1, Stream: 0 } && b.Remarks.Count > 0)
                    .Select(b => new NotebookPage(b.Trial.Learner, "1", b.Block, string.Join('\n', b.Remarks))),
            ],
        };

    // Of every learner the first exam episode of each task of its first trial: before any practice, and at the end.
    private IEnumerable<ReplayedEpisode> Replays(string learner, IReadOnlyList<BlockResult> blocks)
    {
        var trial = blocks.Where(b => b.Trial == new TrialKey(learner, 0, 1)).OrderBy(b => b.Block).ToList();
        foreach (var block in trial.Count == 0 ? [] : new[] { trial[0], trial[^1] }.Distinct())
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var exams = _ledger.Episodes(block.Trial, block.ExamBlock).Where(e => e.Kind == EpisodeKind.Exam);
            foreach (var episode in exams.Where(e => seen.Add(e.Record.TaskId)))
            {
                yield return new ReplayedEpisode
                {
                    Learner = learner,
                    Task = episode.Record.TaskId,
                    Seed = "1",
                    Block = block.Block,
                    Kind = "exam",
                    Moves = Moves(episode),
                    Outcome = episode.Record.Outcome.Feedback,
                    Score = episode.Record.Score,
                };
            }
        }
    }

    private static IReadOnlyList<ReplayedMove> Moves(LedgerEpisode episode)
    {
        var memory = (string?)null;
        var moves = new List<ReplayedMove>();
        foreach (var (number, move) in episode.Record.Moves.Index())
        {
            memory = number < episode.Memory?.Count ? episode.Memory[number] ?? memory : memory;
            moves.Add(new ReplayedMove(move.View.Text, move.Reply, move.Unreadable, memory?.TrimEnd('\n')));
        }

        return moves;
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

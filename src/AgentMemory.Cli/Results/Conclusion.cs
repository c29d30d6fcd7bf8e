using System.Globalization;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Results;

/// <summary>Room 8 of a comparison: its verdict becomes curves, report and documents in the result folder.</summary>
internal sealed class Conclusion
{
    private readonly RunResults _results;
    private readonly Plan _plan;
    private readonly ILedger _ledger;
    private readonly ResultFiles _folder;

    /// <param name="results">The run, judged.</param>
    /// <param name="ledger">Holds its episodes.</param>
    /// <param name="folder">Where the files go.</param>
    public Conclusion(RunResults results, ILedger ledger, ResultFiles folder)
    {
        _results = results;
        _plan = results.Plan;
        _ledger = ledger;
        _folder = folder;
    }

    /// <summary>Writes the files, and prints the verdict unless nothing is to be printed.</summary>
    /// <exception cref="UserErrorException">The files cannot be written.</exception>
    public void Write(bool json, bool isQuiet = false)
    {
        var document = VerdictJson.Write(_results.Verdict);
        var best = BestArtifacts.Keep(_results, _folder);
        WriteFiles(
            _results.Curves,
            document,
            Contents() with { TakenAway = best.OfPage() },
            HeldOutTables.Csv(_results.Blocks),
            TimingsJson.Write(_results.Blocks));
        if (isQuiet)
        {
            return;
        }

        if (json)
        {
            Console.Out.Write(document);
            return;
        }

        Console.Out.Write(VerdictText.Write(_results.Verdict, TerminalSize.TextColumns));
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Written to {_folder.Path}: report.html, verdict.json, curves.csv, timings.json, ledger.db, plan.yaml");
        best.Lines().ToList().ForEach(Console.Out.WriteLine);
    }

    private void WriteFiles(CurveTable curves, string verdict, ReportContents contents, string? heldOut, string timings)
    {
        try
        {
            OldRun.KeepVerdict(_folder);
            using (var csv = new StreamWriter(_folder.Curves) { NewLine = "\n" })
            {
                CurveCsv.Write(curves, csv);
            }

            File.WriteAllText(_folder.Verdict, verdict);
            File.WriteAllText(_folder.Report, HtmlReport.Write(contents));
            File.WriteAllText(_folder.Timings, timings);
            if (heldOut is not null)
            {
                File.WriteAllText(_folder.HeldOut, heldOut);
            }

            PictureFiles.Write(contents, _folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"the results cannot be written into {_folder.Path} ({e.Message}); mend that and run agentmemory report {_folder.Path}", e);
        }
    }

    private ReportContents Contents() => new()
    {
        Title = _plan.Name,
        Verdict = _results.Verdict,
        Notice = OldRun.IsOne(_folder) ? OldRun.Notice : "",
        NoLearning = _results.Settings.NoLearning,
        Facts =
        [
            new ReportFact("tasks", string.Join("; ", _plan.Streams.Select(s => string.Join(" then ", s)))),
            new ReportFact("seeds", Count(_plan.Seeds)),
            new ReportFact("a block", $"{string.Join(", ", _plan.Practice.Select(Count))} practice and {Count(_plan.Exam)} exam episodes"),
            new ReportFact("window", $"{Count(_plan.ContextTokens)} tokens"),
            new ReportFact("exams", _plan.OpenBook ? "open-book" : "closed-book"),
            new ReportFact("device", _plan.Device),
            .. new[] { StyleRecord.Fact(_folder.Style) }.OfType<ReportFact>(),
            .. _plan.ThinkingTokens == 0 ? [] : new[] { Thoughts() },
        ],
        PracticeUpTo = _plan.PracticeUpTo,
        Tables = [.. CapacityTables.Of(_plan, _results.Curves, _results.Settings), .. HeldOutTables.Of(_plan, _results.Blocks)],
        Episodes = [.. _plan.Learners.SelectMany(learner => Replays(learner.Name))],
        Notebooks =
        [
            .. _results.Blocks.Where(b => b.Trial is { Seed: 1, Stream: 0 } && b.Remarks.Count > 0)
                .Select(b => new NotebookPage(b.Trial.Learner, "1", b.Block, string.Join('\n', b.Remarks))
                {
                    IsLog = b.Path is LearnerPath.Weights or LearnerPath.Both,
                }),
        ],
    };

    private ReportFact Thoughts() => new(
        "thoughts", $"up to {Count(_plan.ThinkingTokens)} tokens before a reply, {PlanWords.Thoughts[_plan.KeepsThoughts ? 1 : 0]} later");

    // Of every learner a typical exam episode of each task of its first trial: before any practice, and at the end.
    private IEnumerable<ReplayedEpisode> Replays(string learner)
    {
        var trial = _results.Blocks.Where(b => b.Trial == new TrialKey(learner, 0, 1)).OrderBy(b => b.Block).ToList();
        foreach (var block in trial.Count == 0 ? [] : new[] { trial[0], trial[^1] }.Distinct())
        {
            var exams = _ledger.Episodes(block.Trial, block.ExamBlock).Where(e => e.Kind == EpisodeKind.Exam);
            foreach (var exam in exams.GroupBy(episode => episode.Record.TaskId, StringComparer.Ordinal))
            {
                var all = exam.ToList();
                var mean = all.Average(episode => episode.Record.Score);
                // Where several are as near, the first: what it had in memory is kept.
                var typical = all.MinBy(episode => Math.Abs(episode.Record.Score - mean))!;
                yield return new ReplayedEpisode
                {
                    Learner = learner,
                    Task = typical.Record.TaskId,
                    Seed = "1",
                    Block = block.Block,
                    Kind = "exam",
                    Moves = Moves(typical),
                    Outcome = typical.Record.Outcome.Feedback,
                    Score = typical.Record.Score,
                    Choice = string.Create(
                        CultureInfo.InvariantCulture,
                        $"Typical: of the {all.Count} episodes of this exam one whose score is nearest to their mean, {Wording.Number(mean)}."),
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
            moves.Add(new ReplayedMove(move.View.Text, move.Reply, move.Unreadable, memory?.TrimEnd('\n'), move.Thought));
        }

        return moves;
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

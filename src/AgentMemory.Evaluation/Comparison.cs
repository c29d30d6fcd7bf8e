using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>The main job: every trial, block by block, into the ledger. Rooms 2 to 6 in the order of the map.</summary>
public static class Comparison
{
    /// <summary>
    /// Runs what the ledger does not hold yet. Stopped at any moment and started again, it ends in the same ledger but
    /// for measured seconds.
    /// </summary>
    /// <param name="progress">Told of every finished block, those found in the ledger included.</param>
    /// <exception cref="UserErrorException">A task does not end, or an artifact that the ledger names is gone.</exception>
    public static void Run(
        Classroom classroom,
        IReadOnlyList<Trial> trials,
        ILedger ledger,
        Action<BlockResult> progress,
        CancellationToken cancellation)
    {
        var finished = ledger.Blocks().GroupBy(b => b.Trial).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var trial in trials)
        {
            var last = (BlockResult?)null;
            foreach (var block in finished.GetValueOrDefault(trial.Key, []))
            {
                progress(last = block);
            }

            var transcript = last?.Block == classroom.Plan.Blocks ? null : TranscriptOf(trial, last, ledger);
            for (var block = last is null ? 0 : last.Block + 1; block <= classroom.Plan.Blocks; block++)
            {
                last = RunBlock(classroom, trial, block, last, transcript!, cancellation);
                ledger.Write(last);
                ArtifactShelf.Tidy(classroom, trial.Key, block);
                progress(last);
            }
        }
    }

    private static Transcript TranscriptOf(Trial trial, BlockResult? last, ILedger ledger)
    {
        var transcript = new Transcript(trial.Tasks);
        for (var block = 1; block <= last?.Block && !trial.Learner.PractisesInAnotherWorld; block++)
        {
            transcript.Read(ledger.Episodes(trial.Key, block).Where(e => e.Kind == EpisodeKind.Practice).Select(e => e.Record));
        }

        return transcript;
    }

    private static BlockResult RunBlock(
        Classroom classroom, Trial trial, int block, BlockResult? last, Transcript transcript, CancellationToken cancellation)
    {
        classroom.Forget();
        var before = ArtifactShelf.Find(classroom, last);
        var studied = block == 0
            ? new Studied(null, Cost.None, [], 0, [])
            : Study.Do(classroom, trial, block, before, cancellation);
        var artifact = ArtifactShelf.Place(classroom, trial.Key, block, studied.Artifact);
        // Caches are emptied once more, so that an exam costs and scores the same in whatever process it is sat.
        classroom.Forget();
        var isUnchanged = last is not null && artifact?.Sha256 == last.ArtifactSha256;
        var examined = isUnchanged ? Examined.Again(last!)
            : classroom.SitElsewhere is { } elsewhere ? elsewhere(trial, artifact, cancellation)
            : Exam.Sit(classroom, trial, artifact, cancellation);
        if (!trial.Learner.PractisesInAnotherWorld)
        {
            transcript.Read(studied.Experience);
        }

        return new BlockResult
        {
            Trial = trial.Key,
            Path = trial.Learner.Path,
            Block = block,
            ArtifactSha256 = artifact?.Sha256,
            ArtifactBytes = artifact?.SizeBytes ?? 0,
            CostSoFar = (last?.CostSoFar ?? Cost.None) + studied.Cost + examined.Cost,
            PracticeSoFar = (last?.PracticeSoFar ?? 0) + studied.EpisodesPlayed,
            Scores = [.. trial.Tasks.Zip(examined.Scores, transcript.Complete)],
            UsePerGame = isUnchanged ? last!.UsePerGame : examined.Games > 0 ? examined.Cost.Per(examined.Games) : Cost.None,
            ExamBlock = isUnchanged ? last!.ExamBlock : block,
            Remarks = studied.Remarks,
            HeldOutLoss = classroom.HeldOutLoss?.Invoke(trial.Learner, artifact),
            DocumentsLeftOut = examined.DocumentsLeftOut,
            Episodes =
            [
                .. studied.Experience.Select((e, i) => new LedgerEpisode(EpisodeKind.Practice, i, e)),
                .. examined.Episodes.Select((e, i) => new LedgerEpisode(e.Kind, i, e.Record, e.Memory)),
            ],
        };
    }
}

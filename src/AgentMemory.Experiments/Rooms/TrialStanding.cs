using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Rooms;

/// <summary>How far a trial is: the last block that is finished, and all that its practice has shown.</summary>
internal sealed class TrialStanding
{
    private readonly Trial _trial;
    private readonly int _blocks;
    private readonly Transcript _transcript;

    private TrialStanding(Trial trial, int blocks, BlockResult? last)
    {
        (_trial, _blocks, Last) = (trial, blocks, last);
        _transcript = new Transcript(trial.Tasks);
    }

    /// <summary>The last finished block, or null.</summary>
    public BlockResult? Last { get; private set; }

    /// <summary>Numbers of the blocks that are not finished, in their order.</summary>
    public IEnumerable<int> Unfinished
    {
        get
        {
            var next = Last is null ? 0 : Last.Block + 1;
            return Enumerable.Range(next, _blocks + 1 - next);
        }
    }

    /// <summary>As the ledger has it.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="blocks">Blocks of the plan.</param>
    /// <param name="finished">The trial's finished blocks, in their order.</param>
    /// <param name="ledger">Holds their episodes.</param>
    public static TrialStanding Of(Trial trial, int blocks, IEnumerable<BlockResult> finished, ILedger ledger)
    {
        var standing = new TrialStanding(trial, blocks, finished.LastOrDefault());
        for (var block = 1; standing.Last is { } last && last.Block < blocks && block <= last.Block; block++)
        {
            standing.Read(ledger.Episodes(trial.Key, block).Where(e => e.Kind == EpisodeKind.Practice).Select(e => e.Record));
        }

        return standing;
    }

    /// <summary>Whether this is what the learner carried at the last exam, so that the same exam would give the same scores.</summary>
    public bool HasStayed(Artifact? artifact) => Last is not null && artifact?.Sha256 == Last.ArtifactSha256;

    /// <summary>The trial with one finished block more, which is given.</summary>
    public BlockResult Add(BlockWork work, Artifact? artifact, Examined exam)
    {
        Read(work.Episodes);
        return Last = new BlockResult
        {
            Trial = _trial.Key,
            Path = _trial.Learner.Path,
            Block = work.Block,
            ArtifactSha256 = artifact?.Sha256,
            ArtifactBytes = artifact?.SizeBytes ?? 0,
            CostSoFar = (Last?.CostSoFar ?? Cost.None) + work.Cost + exam.Cost,
            PracticeSoFar = (Last?.PracticeSoFar ?? 0) + work.Episodes.Count,
            Scores = [.. _trial.Tasks.Zip(exam.Scores, _transcript.Complete)],
            UsePerGame = exam.Repeats?.UsePerGame ?? (exam.Games > 0 ? exam.Cost.Per(exam.Games) : Cost.None),
            ExamBlock = exam.Repeats?.ExamBlock ?? work.Block,
            Remarks = work.Remarks,
            HeldOutLoss = exam.HeldOutLoss,
            DocumentsLeftOut = exam.DocumentsLeftOut,
            Episodes =
            [
                .. work.Episodes.Select((episode, i) => new LedgerEpisode(EpisodeKind.Practice, i, episode)),
                .. exam.Episodes.Select((episode, i) => new LedgerEpisode(episode.Kind, i, episode.Record, episode.Memory)),
            ],
        };
    }

    private void Read(IEnumerable<EpisodeRecord> practice) => _transcript.Read(practice, _trial.Learner.PractisesInAnotherWorld);
}

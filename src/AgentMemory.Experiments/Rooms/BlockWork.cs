using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Rooms;

/// <summary>A block of a trial in progress: what is known by now, and what its practice and study took so far.</summary>
public sealed record BlockWork
{
    public required Trial Trial { get; init; }

    /// <summary>0 is the exam before any practice.</summary>
    public required int Block { get; init; }

    /// <summary>All rounds of the block.</summary>
    public required IReadOnlyList<PracticeRound> Rounds { get; init; }

    /// <summary>What the learner knows by now; null where it keeps nothing.</summary>
    public required Artifact? Artifact { get; init; }

    /// <summary>Rounds that are done.</summary>
    public int RoundsDone { get; init; }

    /// <summary>All that was practised, in order.</summary>
    public IReadOnlyList<EpisodeRecord> Episodes { get; init; } = [];

    /// <summary>Of practice and study.</summary>
    public Cost Cost { get; init; } = Cost.None;

    /// <summary>What the learner had to say.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>A block that begins.</summary>
    /// <param name="artifact">What the block before it left.</param>
    public static BlockWork Of(Plan plan, Trial trial, int block, Artifact? artifact)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(trial);
        return new BlockWork { Trial = trial, Block = block, Rounds = trial.RoundsOf(plan, block), Artifact = artifact };
    }

    /// <summary>The block with one round more.</summary>
    public BlockWork And(RoundExperience experience, Learned learned)
    {
        ArgumentNullException.ThrowIfNull(experience);
        ArgumentNullException.ThrowIfNull(learned);
        return this with
        {
            Artifact = learned.Artifact,
            RoundsDone = RoundsDone + 1,
            Episodes = [.. Episodes, .. experience.Episodes],
            Cost = Cost + learned.Cost + experience.Cost,
            Remarks = [.. Remarks, .. learned.Remarks],
        };
    }
}

/// <summary>What a round's practice gave.</summary>
/// <param name="Episodes">In order.</param>
/// <param name="Cost">Of playing them.</param>
public sealed record RoundExperience(IReadOnlyList<EpisodeRecord> Episodes, Cost Cost)
{
    /// <summary>Of a round without episodes.</summary>
    public static RoundExperience None { get; } = new([], Cost.None);
}

namespace AgentMemory.Cli.Terminal;

/// <summary>
/// The time of blocks that are finished, and what follows from it for the others: the mean of the same learner at the same block; else its mean
/// over blocks; else what an earlier estimate says; else the mean of all learners.
/// </summary>
internal sealed class MeasuredBlockTimes : IBlockTimes
{
    private readonly IBlockTimes? _before;
    private readonly Dictionary<(string Learner, int Block), (double Seconds, int Count)> _measured = [];

    /// <param name="before">An estimate for learners of which nothing is measured yet, or null.</param>
    public MeasuredBlockTimes(IBlockTimes? before = null)
    {
        _before = before;
    }

    public void Add(string learner, int block, TimeSpan took)
    {
        var (seconds, count) = _measured.GetValueOrDefault((learner, block));
        _measured[(learner, block)] = (seconds + took.TotalSeconds, count + 1);
    }

    /// <inheritdoc/>
    public TimeSpan? Expected(string learner, int block)
    {
        if (_measured.TryGetValue((learner, block), out var same))
        {
            return TimeSpan.FromSeconds(same.Seconds / same.Count);
        }

        // Block 0 has no practice and no study, so that it says little of the others.
        return Mean(key => key.Learner == learner && (key.Block > 0) == (block > 0))
            ?? _before?.Expected(learner, block)
            ?? Mean(key => key.Learner == learner)
            ?? Mean(_ => true);
    }

    private TimeSpan? Mean(Func<(string Learner, int Block), bool> counts)
    {
        var (seconds, blocks) = (0.0, 0);
        foreach (var (_, (sum, count)) in _measured.Where(entry => counts(entry.Key)))
        {
            (seconds, blocks) = (seconds + sum, blocks + count);
        }

        return blocks == 0 ? null : TimeSpan.FromSeconds(seconds / blocks);
    }
}

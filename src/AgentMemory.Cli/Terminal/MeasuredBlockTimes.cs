namespace AgentMemory.Cli.Terminal;

/// <summary>
/// The time of blocks that are finished, and what follows from it for the others: the mean of the same learner at the same block; else its mean
/// over blocks; else what an earlier estimate says; else the mean of all learners. All of it at the speed of the latest blocks, since what else
/// runs on a machine comes and goes.
/// </summary>
internal sealed class MeasuredBlockTimes : IBlockTimes
{
    /// <summary>What an earlier block counts less than the one after it, in the speed; half is forgotten in some thirty blocks.</summary>
    private const double Kept = 0.98;

    private readonly IBlockTimes? _before;
    private readonly Dictionary<(string Learner, int Block), Mean> _blocks = [];
    private readonly Dictionary<(string Learner, bool Practises), Mean> _learners = [];
    private readonly Dictionary<(string Learner, bool Practises), TimeSpan> _first = [];
    private Mean _all;
    private double _took;
    private double _expected;

    /// <param name="before">An estimate for learners of which nothing is measured yet, or null.</param>
    public MeasuredBlockTimes(IBlockTimes? before = null)
    {
        _before = before;
    }

    /// <summary>A block took so long.</summary>
    public void Add(string learner, int block, TimeSpan took)
    {
        _all = _all.And(took);
        // Block 0 has no practice and no study, so that it says little of the others.
        var own = (learner, block > 0);
        // A learner's first block loads what the later ones find loaded.
        if (_first.TryAdd(own, took))
        {
            return;
        }

        if (Measured(learner, block) is { } known)
        {
            (_took, _expected) = ((_took * Kept) + took.TotalSeconds, (_expected * Kept) + known.TotalSeconds);
        }

        _blocks[(learner, block)] = _blocks.GetValueOrDefault((learner, block)).And(took);
        _learners[own] = _learners.GetValueOrDefault(own).And(took);
    }

    /// <inheritdoc/>
    public TimeSpan? Expected(string learner, int block) => Usual(learner, block) is { } usual
        ? usual * (_expected > 0 ? _took / _expected : 1)
        : _before?.Expected(learner, block) ?? _all.Value;

    private TimeSpan? Measured(string learner, int block) =>
        _blocks.GetValueOrDefault((learner, block)).Value ?? _learners.GetValueOrDefault((learner, block > 0)).Value;

    private TimeSpan? Usual(string learner, int block) => Measured(learner, block)
        ?? (_first.TryGetValue((learner, block > 0), out var first) ? first : null);

    private readonly record struct Mean(double Seconds, int Count)
    {
        public TimeSpan? Value => Count == 0 ? null : TimeSpan.FromSeconds(Seconds / Count);

        public Mean And(TimeSpan took) => new(Seconds + took.TotalSeconds, Count + 1);
    }
}

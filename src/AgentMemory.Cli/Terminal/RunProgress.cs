using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Terminal;

/// <summary>
/// How far a comparison is: what is done, what is being done, the time it took and the time that is left. Blocks come from the run's thread,
/// looks from the display's; both are guarded here.
/// </summary>
internal sealed class RunProgress
{
    private readonly Lock _lock = new();
    private readonly Plan _plan;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private MeasuredBlockTimes _times = new();
    private readonly long _begun;
    private readonly Dictionary<TrialKey, List<BlockResult>> _blocks = [];
    private string _stage = "reading the plan";
    private long _blockBegun;
    private bool _isRunning;
    private bool _isEstimated;

    /// <param name="plan">The run's.</param>
    /// <param name="folder">Where its results go.</param>
    /// <param name="time">Measures it.</param>
    public RunProgress(Plan plan, string folder, TimeProvider time)
    {
        (_plan, _folder, _time) = (plan, folder, time);
        _begun = _blockBegun = time.GetTimestamp();
    }

    /// <summary>What is done before the first block, in a few words.</summary>
    public void Enter(string stage)
    {
        lock (_lock)
        {
            _stage = stage;
        }
    }

    /// <summary>The blocks begin; those are finished already.</summary>
    /// <param name="finished">Of an earlier part of the run.</param>
    /// <param name="estimate">Of blocks' times, made before the run, or null.</param>
    public void Run(IReadOnlyList<BlockResult> finished, IBlockTimes? estimate = null)
    {
        lock (_lock)
        {
            _times = new MeasuredBlockTimes(estimate);
            foreach (var block in finished)
            {
                var before = Of(block.Trial).LastOrDefault()?.CostSoFar.Seconds ?? 0;
                _times.Add(block.Trial.Learner, block.Block, TimeSpan.FromSeconds(Math.Max(0, block.CostSoFar.Seconds - before)));
                Of(block.Trial).Add(block);
            }

            (_isRunning, _isEstimated, _blockBegun) = (true, estimate is not null, _time.GetTimestamp());
        }
    }

    /// <summary>A block is finished.</summary>
    public void Add(BlockResult block)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _times.Add(block.Trial.Learner, block.Block, _time.GetElapsedTime(_blockBegun, now));
            _blockBegun = now;
            Of(block.Trial).Add(block);
        }
    }

    /// <summary>How it stands at this moment.</summary>
    public ProgressView Look()
    {
        lock (_lock)
        {
            return new ProgressView
            {
                Plan = _plan.Name,
                Model = _plan.Model,
                Device = _plan.Device,
                Folder = _folder,
                Stage = _isRunning ? null : _stage,
                Elapsed = _time.GetElapsedTime(_begun),
                Left = Left(),
                BlocksDone = _blocks.Values.Sum(trial => trial.Count),
                BlocksTotal = Trials().Count() * (_plan.Blocks + 1),
                Now = Now(),
                Seeds = _plan.Seeds,
                Blocks = _plan.Blocks,
                Tasks = [.. _plan.Streams.Select(stream => string.Join(" then ", stream))],
                Learners = [.. _plan.Learners.Select(learner => LearnerOf(learner.Name))],
            };
        }
    }

    private List<BlockResult> Of(TrialKey trial)
    {
        if (!_blocks.TryGetValue(trial, out var blocks))
        {
            _blocks[trial] = blocks = [];
        }

        return blocks;
    }

    // In the order of Schedule: seed by seed, then stream by stream.
    private IEnumerable<TrialKey> Trials() =>
        from seed in Enumerable.Range(1, _plan.Seeds)
        from stream in Enumerable.Range(0, _plan.Streams.Count)
        from learner in _plan.Learners
        select new TrialKey(learner.Name, stream, seed);

    private int Done(TrialKey trial) => _blocks.TryGetValue(trial, out var blocks) ? blocks.Count : 0;

    private BlockPlace? Now() => !_isRunning
        ? null
        : Trials().Where(trial => Done(trial) <= _plan.Blocks).Select(trial => new BlockPlace(trial, Done(trial))).FirstOrDefault();

    private TimeSpan? Left()
    {
        if (!_isRunning || (_blocks.Count == 0 && !_isEstimated))
        {
            return null;
        }

        var left = TimeSpan.Zero;
        foreach (var trial in Trials())
        {
            for (var block = Done(trial); block <= _plan.Blocks; block++)
            {
                left += _times.Expected(trial.Learner, block) ?? TimeSpan.Zero;
            }
        }

        // The block in progress has begun already.
        left -= Now() is { } now && _times.Expected(now.Trial.Learner, now.Block) is { } expected && _time.GetElapsedTime(_blockBegun) is var spent
            ? (spent < expected ? spent : expected)
            : TimeSpan.Zero;
        return left;
    }

    private LearnerProgress LearnerOf(string learner)
    {
        var trials = _blocks.Where(trial => trial.Key.Learner == learner).Select(trial => trial.Value).ToList();
        var costs = trials.Where(trial => trial.Count > 0).Select(trial => trial[^1].CostSoFar).ToList();
        return new LearnerProgress(
            learner,
            trials.Sum(trial => trial.Count),
            _plan.Seeds * _plan.Streams.Count * (_plan.Blocks + 1),
            [.. trials.SelectMany(trial => trial).GroupBy(block => block.Block).OrderBy(group => group.Key)
                .Select(group => group.Average(block => block.Scores.Average(score => score.Score)))],
            costs.Sum(cost => cost.TokensRead + cost.TokensWritten + cost.TokensTrained),
            TimeSpan.FromSeconds(costs.Sum(cost => cost.Seconds)));
    }
}

namespace AgentMemory.Verdicts.Statistics;

/// <summary>
/// What a stream of tasks taught, kept and cost: metrics of the task-by-task matrix R, in which R[i, j] is the score on
/// task j after task i was learnt (tasks in the order they were learnt, T of them), and of the scores before any
/// learning. Lopez-Paz and Ranzato, "Gradient Episodic Memory for Continual Learning" (NeurIPS 2017), section 2;
/// Chaudhry et al., "Riemannian Walk for Incremental Learning" (ECCV 2018), section 3.
/// </summary>
public sealed class TransferMatrix
{
    private readonly double[,] _scores;
    private readonly double[] _before;

    /// <summary>Takes one trial's scores.</summary>
    /// <param name="before">T scores before any learning.</param>
    /// <param name="scores">T x T, row i after task i.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no task.</exception>
    public TransferMatrix(ReadOnlySpan<double> before, double[,] scores)
    {
        if (before.IsEmpty || scores.GetLength(0) != before.Length || scores.GetLength(1) != before.Length)
        {
            throw new ArgumentException(
                $"{before.Length} first scores and a matrix of {scores.GetLength(0)} x {scores.GetLength(1)}");
        }

        _before = before.ToArray();
        _scores = (double[,])scores.Clone();
    }

    /// <summary>Number of tasks.</summary>
    public int Tasks => _before.Length;

    /// <summary>The score on task <paramref name="on"/> after task <paramref name="after"/>.</summary>
    public double this[int after, int on] => _scores[after, on];

    /// <summary>ACC: the mean of the last row (Lopez-Paz and Ranzato 2017, equation 2).</summary>
    public double Accuracy => MeanOver(0, Tasks, task => _scores[Tasks - 1, task]);

    /// <summary>
    /// BWT: the mean over all but the last task of R[T, i] - R[i, i]; negative where learning later tasks hurt earlier
    /// ones (Lopez-Paz and Ranzato 2017, equation 3). NaN for a single task.
    /// </summary>
    public double BackwardTransfer => MeanOver(0, Tasks - 1, task => _scores[Tasks - 1, task] - _scores[task, task]);

    /// <summary>
    /// FWT: the mean over all but the first task of R[i - 1, i] - b[i]: what earlier tasks gave to one not yet practised
    /// (Lopez-Paz and Ranzato 2017, equation 4). NaN for a single task.
    /// </summary>
    public double ForwardTransfer => MeanOver(1, Tasks, task => _scores[task - 1, task] - _before[task]);

    /// <summary>
    /// F: the mean over all but the last task of the best score after any earlier task less the score at the end; what
    /// was once known and no longer is (Chaudhry et al. 2018, equation 3). NaN for a single task.
    /// </summary>
    public double Forgetting => MeanOver(0, Tasks - 1, task =>
    {
        var best = double.NegativeInfinity;
        for (var after = 0; after < Tasks - 1; after++)
        {
            best = Math.Max(best, _scores[after, task]);
        }

        return best - _scores[Tasks - 1, task];
    });

    /// <summary>
    /// The mean over tasks of R[i, i] - b[i]: what practice on a task did for it, with what was learnt before in memory
    /// (plasticity gain, AgentCL, arXiv 2606.02461, with the learner's own start as the memoryless twin).
    /// </summary>
    public double PlasticityGain => MeanOver(0, Tasks, task => _scores[task, task] - _before[task]);

    /// <summary>
    /// The mean over tasks of R[T, i] - b[i]: what is still there when the whole stream has passed (stability gain,
    /// AgentCL, arXiv 2606.02461).
    /// </summary>
    public double StabilityGain => MeanOver(0, Tasks, task => _scores[Tasks - 1, task] - _before[task]);

    private static double MeanOver(int from, int to, Func<int, double> scoreOf)
    {
        var sum = 0.0;
        for (var task = from; task < to; task++)
        {
            sum += scoreOf(task);
        }

        return to > from ? sum / (to - from) : double.NaN;
    }
}

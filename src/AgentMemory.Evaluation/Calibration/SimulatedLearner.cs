using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;

namespace AgentMemory.Evaluation.Calibration;

/// <summary>How noisy simulated learners are; the defaults follow exams of 32 episodes that are the same in every block.</summary>
public sealed record SimulationNoise
{
    /// <summary>Standard deviation of one exam around the run's own level.</summary>
    public double Exam { get; init; } = 0.04;

    /// <summary>Of a run's level around its task's: luck of the seed, which stays.</summary>
    public double Seed { get; init; } = 0.06;

    /// <summary>Of a run's speed of learning around its learner's, as a share of it.</summary>
    public double Speed { get; init; } = 0.25;

    /// <summary>Of a run's wandering, added at every step.</summary>
    public double Drift { get; init; } = 0.008;

    /// <summary>Spread of the tasks' levels: the tasks lie evenly over twice this range.</summary>
    public double Task { get; init; } = 0.1;

    /// <summary>
    /// In a stream, the share of the variance of level, speed and drift that all tasks of a trial have in common.
    /// </summary>
    public double TrialShare { get; init; } = 0.5;

    /// <summary>Episodes of an exam: scores are multiples of one part of this.</summary>
    public int ExamEpisodes { get; init; } = 32;

    /// <summary>
    /// The noise of real runs, drawn from instead of bell curves for a run's level and its exams; there is no drift then,
    /// and scores are not rounded. Empty takes bell curves.
    /// </summary>
    public IReadOnlyList<RunNoise> Runs { get; init; } = [];
}

/// <summary>
/// Makes learners whose truth is known. A run's score at step k is its task's level + the luck of its seed + its speed x
/// the shape at k + a random walk + the luck of one exam, rounded as an exam of whole episodes is.
/// </summary>
public sealed class SimulatedLearner
{
    private const double Level = 0.3;
    private const double RisePerStep = 0.05;
    private const double SlowRisePerStep = 0.02;
    private const double SaturatingRise = 0.4;
    private const double SaturatingRate = 0.8;
    private readonly SimulatedShape _shape;
    private readonly SimulationNoise _noise;

    public SimulatedLearner(SimulatedShape shape, SimulationNoise noise)
    {
        _shape = shape;
        _noise = noise;
    }

    /// <summary>The points of one learner.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="seeds">Runs of each task.</param>
    /// <param name="steps">Exams of each run.</param>
    /// <param name="isStream">True where the runs of one seed share their luck.</param>
    /// <param name="rng">Rules all of it.</param>
    public IEnumerable<CurvePoint> Points(string id, int tasks, int seeds, int steps, bool isStream, Rng rng)
    {
        for (var seed = 0; seed < seeds; seed++)
        {
            var shared = Luck.Draw(steps, rng);
            var sharedRun = DrawRun(rng);
            for (var task = 0; task < tasks; task++)
            {
                var own = Luck.Draw(steps, rng);
                var luck = isStream ? shared.MixedWith(own, _noise.TrialShare) : own;
                // A run cannot be mixed out of two: a share of the tasks takes the trial's, the others one of their own.
                var run = isStream && rng.NextDouble() < _noise.TrialShare ? sharedRun : DrawRun(rng);
                var scores = run is null ? BellCurved(luck, task, tasks, rng) : Jumping(run, luck, task, tasks, rng);
                for (var step = 0; step < steps; step++)
                {
                    yield return new CurvePoint
                    {
                        Learner = id,
                        Task = TaskName(task),
                        Seed = seed.ToString(CultureInfo.InvariantCulture),
                        Step = step,
                        Score = scores[step],
                        Floor = 0,
                        Ceiling = 1,
                    };
                }
            }
        }
    }

    private RunNoise? DrawRun(Rng rng) => _noise.Runs.Count == 0 ? null : _noise.Runs[rng.Next(_noise.Runs.Count)];

    private double[] BellCurved(Luck luck, int task, int tasks, Rng rng)
    {
        var scores = new double[luck.Drift.Length];
        var walk = 0.0;
        for (var step = 0; step < scores.Length; step++)
        {
            walk += _noise.Drift * luck.Drift[step];
            var score = Mean(luck, step, task, tasks) + (_noise.Seed * luck.Level) + walk + (_noise.Exam * rng.NextGaussian());
            scores[step] = Math.Round(score * _noise.ExamEpisodes) / _noise.ExamEpisodes;
        }

        return scores;
    }

    private double[] Jumping(RunNoise run, Luck luck, int task, int tasks, Rng rng)
    {
        var scores = new double[luck.Drift.Length];
        for (var step = 0; step < scores.Length; step++)
        {
            scores[step] = Mean(luck, step, task, tasks) + run.Level + run.Jumps[rng.Next(run.Jumps.Count)];
        }

        return scores;
    }

    private double Mean(Luck luck, int step, int task, int tasks) =>
        Level + TaskLevel(task, tasks) + ((1 + (_noise.Speed * luck.Speed)) * Expected(step));

    /// <summary>The trials that <see cref="Points"/> makes of a stream.</summary>
    public static IReadOnlyList<StreamOrder> Trials(int tasks, int seeds, int steps) =>
    [
        .. Enumerable.Range(0, seeds).Select(seed => new StreamOrder(
            seed.ToString(CultureInfo.InvariantCulture),
            [.. Enumerable.Range(0, tasks).Select(task => new StreamLeg(TaskName(task), (task + 1) * (steps - 1) / tasks))])),
    ];

    private static string TaskName(int task) => string.Create(CultureInfo.InvariantCulture, $"task {task}");

    private double TaskLevel(int task, int tasks) =>
        tasks == 1 ? 0 : _noise.Task * ((2.0 * task / (tasks - 1)) - 1);

    private double Expected(int step) => _shape switch
    {
        SimulatedShape.Flat => 0,
        SimulatedShape.Saturating => SaturatingRise * (1 - Math.Exp(-SaturatingRate * step)),
        SimulatedShape.Rising => RisePerStep * step,
        SimulatedShape.RisingSlowly => SlowRisePerStep * step,
        _ => -RisePerStep * step,
    };

    private sealed record Luck(double Level, double Speed, double[] Drift)
    {
        public static Luck Draw(int steps, Rng rng)
        {
            var drift = new double[steps];
            for (var step = 1; step < steps; step++)
            {
                drift[step] = rng.NextGaussian();
            }

            return new Luck(rng.NextGaussian(), rng.NextGaussian(), drift);
        }

        // Weights whose squares add up to 1 keep the variance and give two tasks of a trial the correlation asked for.
        public Luck MixedWith(Luck own, double share)
        {
            var common = Math.Sqrt(share);
            var apart = Math.Sqrt(1 - share);
            return new Luck(
                (common * Level) + (apart * own.Level),
                (common * Speed) + (apart * own.Speed),
                [.. Drift.Zip(own.Drift, (left, right) => (common * left) + (apart * right))]);
        }
    }
}

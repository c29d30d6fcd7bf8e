using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Calibration;

/// <summary>
/// Judges learners whose truth is known, with the very code that judges real ones, and counts how often each verdict is
/// given and each interval holds the truth.
/// </summary>
public static class VerdictCalibration
{
    /// <summary>Simulates every combination; one row each.</summary>
    /// <param name="settings">What to simulate.</param>
    /// <param name="progress">Told of each row when it is done, or null.</param>
    /// <param name="cancellation">Checked before every learner.</param>
    public static CalibrationTable Run(
        CalibrationSettings settings, IProgress<CalibrationRow>? progress, CancellationToken cancellation)
    {
        var rows = new List<CalibrationRow>();
        var store = new ResampleStore(settings.Resamples, settings.Seed);
        foreach (var isStream in settings.Streams ? new[] { false, true } : [false])
        {
            foreach (var tasks in settings.Tasks.Where(tasks => tasks > 1 || !isStream))
            {
                foreach (var shape in settings.Shapes)
                {
                    var truth = Truth(shape, tasks, isStream, settings);
                    foreach (var seeds in settings.Seeds)
                    {
                        var row = Row(shape, tasks, seeds, isStream, truth, settings, store, cancellation);
                        rows.Add(row);
                        progress?.Report(row);
                    }
                }
            }
        }

        return new CalibrationTable(rows);
    }

    private static CalibrationRow Row(
        SimulatedShape shape,
        int tasks,
        int seeds,
        bool isStream,
        IReadOnlyDictionary<CalibratedValue, double> truth,
        CalibrationSettings settings,
        ResampleStore store,
        CancellationToken cancellation)
    {
        var verdicts = Enum.GetValues<VerdictWord>().ToDictionary(word => word, _ => 0);
        var covered = Enum.GetValues<CalibratedValue>().ToDictionary(value => value, _ => 0);
        var simulated = new SimulatedLearner(shape, settings.Noise);
        var judgement = new JudgementSettings
        {
            Confidence = settings.Confidence,
            Resamples = settings.Resamples,
            Trend = settings.Trend,
        };
        var stream = isStream ? new StreamTrials(SimulatedLearner.Trials(tasks, seeds, settings.Steps)) : null;
        var root = new Rng(settings.Seed).Fork($"{shape} {tasks} {seeds} {isStream}");
        for (var i = 0; i < settings.Learners; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var table = CurveTable.Of(
                [.. simulated.Points("a", tasks, seeds, settings.Steps, isStream, root.Fork("a", i)),
                    .. simulated.Points("b", tasks, seeds, settings.Steps, isStream, root.Fork("b", i))],
                "simulated curves");
            var learner = new JudgedRuns(table.Learners[0], stream, store, settings.Confidence, settings.Intervals);
            var other = new JudgedRuns(table.Learners[1], stream, store, settings.Confidence, settings.Intervals);
            var evidence = LearnerJudgement.Evidence(learner, judgement);
            verdicts[VerdictRule.Of(evidence)]++;
            Count(CalibratedValue.First, learner.At(0));
            Count(CalibratedValue.Final, evidence.Final);
            Count(CalibratedValue.Gain, evidence.Gain);
            Count(CalibratedValue.LateSlope, evidence.LateSlope);
            Count(CalibratedValue.Area, learner.Judge(learner.Areas()));
            Count(CalibratedValue.Difference, new PairJudgement(learner, other).Difference());
        }

        return new CalibrationRow
        {
            Shape = shape,
            Tasks = tasks,
            Seeds = seeds,
            IsStream = isStream,
            Learners = settings.Learners,
            Verdicts = verdicts,
            Covered = covered,
        };

        void Count(CalibratedValue value, Interval interval)
        {
            covered[value] += interval.Low <= truth[value] && truth[value] <= interval.High ? 1 : 0;
        }
    }

    // The same interquartile means over so many seeds that chance is gone; two learners of one shape do not differ.
    private static Dictionary<CalibratedValue, double> Truth(
        SimulatedShape shape, int tasks, bool isStream, CalibrationSettings settings)
    {
        var rng = new Rng(settings.Seed).Fork($"truth of {shape} {tasks} {isStream}");
        var simulated = new SimulatedLearner(shape, settings.Noise);
        var seeds = Math.Max(1, Math.Min(settings.TruthSeeds, CurveLimits.RunsMax / tasks));
        var points = simulated.Points("truth", tasks, seeds, settings.Steps, isStream, rng);
        var runs = CurveTable.Of(points, "simulated curves").Learners[0];
        var judged = new JudgedRuns(runs, stream: null, new ResampleStore(1, settings.Seed), settings.Confidence, settings.Intervals);
        return new Dictionary<CalibratedValue, double>
        {
            [CalibratedValue.First] = Averages.InterquartileMean(runs.At(0)),
            [CalibratedValue.Final] = Averages.InterquartileMean(judged.Finals),
            [CalibratedValue.Gain] = Averages.InterquartileMean(judged.Gains()),
            [CalibratedValue.LateSlope] = Averages.InterquartileMean(judged.LateSlopes()),
            [CalibratedValue.Area] = Averages.InterquartileMean(judged.Areas()),
            [CalibratedValue.Difference] = 0,
        };
    }
}

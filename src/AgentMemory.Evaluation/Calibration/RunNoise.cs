using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Calibration;

/// <summary>
/// The noise of one real run: how far its level lies from its task's, and how its exams jump around that level. Real
/// runs are unlike each other: some repeat one score exactly, others jump between two, and a bell curve is neither.
/// </summary>
/// <param name="Level">The mean of the run's later exams less the mean of its task's runs.</param>
/// <param name="Jumps">Each later exam less the mean of the run's later exams.</param>
public sealed record RunNoise(double Level, IReadOnlyList<double> Jumps)
{
    private const int StepsMin = 8;

    /// <summary>
    /// The noise of every run of every learner that learns, from the later half of its exams, where curves have bent.
    /// </summary>
    /// <param name="table">Curves of real runs.</param>
    /// <returns>One entry a run; empty where no learner has eight exams and two seeds.</returns>
    public static IReadOnlyList<RunNoise> Of(CurveTable table)
    {
        var noise = new List<RunNoise>();
        foreach (var runs in table.Learners.Where(runs => runs.Path != "reference" && runs.Steps >= StepsMin))
        {
            var late = Enumerable.Range(0, runs.Runs).Select(run => Late(runs, run)).ToArray();
            for (var run = 0; run < runs.Runs; run++)
            {
                var task = runs.TaskOfRun[run];
                var levels = late.Where((_, other) => runs.TaskOfRun[other] == task)
                    .Select(scores => Averages.Mean(scores)).Where(level => !double.IsNaN(level)).ToArray();
                var level = Averages.Mean(late[run]);
                if (levels.Length >= 2 && !double.IsNaN(level))
                {
                    // A sample's deviations from its own mean are short by sqrt((n - 1) / n).
                    var widened = Math.Sqrt(levels.Length / (levels.Length - 1.0));
                    noise.Add(new RunNoise(
                        widened * (level - Averages.Mean(levels)), [.. late[run].Select(score => score - level)]));
                }
            }
        }

        return noise;
    }

    private static double[] Late(LearnerRuns runs, int run) => runs.Curve(run)[(runs.Steps / 2)..].ToArray();
}

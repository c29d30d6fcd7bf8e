using AgentMemory.Core;

namespace AgentMemory.Verdicts.Calibration;

/// <summary>How the exams of simulated worlds scatter around the true score.</summary>
/// <param name="Noise">Standard deviation of one exam; 0 for an exact exam.</param>
/// <param name="Autocorrelation">Of the noise of neighbouring exams (AR(1)), from 0 to below 1.</param>
/// <param name="ExamItems">Sampled right-or-wrong items of one exam in place of bell-shaped noise; null for none.</param>
internal sealed record SimulatedExam(double Noise, double Autocorrelation = 0, int? ExamItems = null);

/// <summary>One kind of learner whose truth is known, world by world.</summary>
/// <param name="Name">As the tables call it.</param>
/// <param name="Truth">Draws the true curve of one world, of so many points.</param>
internal sealed record SimulatedUnit(string Name, Func<Rng, int, double[]> Truth)
{
    private const double StartScore = 0.3;
    private const double EarlyGain = 0.4;
    private const double EarlyRate = 3;

    /// <summary>The scores of so many worlds. Shape: [units][points].</summary>
    public double[][] Draw(SimulatedExam exam, int units, int points, Rng rng)
    {
        var scores = new double[units][];
        for (var unit = 0; unit < units; unit++)
        {
            scores[unit] = Truth(rng, points);
            Examine(scores[unit], exam, rng);
        }

        return scores;
    }

    /// <summary>Level from the first point on, but for a drift of each world's own whose mean is zero.</summary>
    public static SimulatedUnit Flat(double drift) => new("flat", (rng, points) => Linear(points, drift * rng.NextGaussian()));

    /// <summary>A gain over the first few points and level after it, but for the same drift.</summary>
    public static SimulatedUnit EarlyThenLevel(double drift) => Saturating("level-after-early-gain", EarlyRate, drift);

    /// <summary>A gain that approaches its level at a rate: what is left of it shrinks by exp(-rate) at every step.</summary>
    public static SimulatedUnit Saturating(string name, double rate, double drift) => new(name, (rng, points) =>
    {
        var truth = Linear(points, drift * rng.NextGaussian());
        for (var point = 0; point < points; point++)
        {
            truth[point] += EarlyGain * (1 - Math.Exp(-rate * point));
        }

        return truth;
    });

    /// <summary>A rise by as much at every step.</summary>
    public static SimulatedUnit Rise(string name, double perStep, double drift) => new(
        name, (rng, points) => Linear(points, (perStep * (points - 1)) + (drift * rng.NextGaussian())));

    /// <summary>A rise from the first point to the last whose size differs between worlds.</summary>
    public static SimulatedUnit RiseOf(string name, double rise, double deviation) => new(
        name, (rng, points) => Linear(points, rise + (deviation * rng.NextGaussian())));

    /// <summary>Some of the worlds rise, the others stay.</summary>
    public static SimulatedUnit Mixture(string name, double share, double rise) => new(
        name, (rng, points) => Linear(points, rng.NextDouble() < share ? rise : 0));

    /// <summary>Insights at random points: steps of equal size.</summary>
    public static SimulatedUnit Staircase(string name, int insights, double size) => new(name, (rng, points) =>
    {
        var truth = Linear(points, 0);
        for (var insight = 0; insight < insights; insight++)
        {
            for (var point = 1 + rng.Next(points - 1); point < points; point++)
            {
                truth[point] += size;
            }
        }

        return truth;
    });

    /// <summary>Level, and then a fall at every step of the last third.</summary>
    public static SimulatedUnit LateCollapse(double perStep) => new("late-collapse", (rng, points) =>
    {
        var truth = Linear(points, 0);
        var from = points - 1 - (points / 3);
        for (var point = from; point < points; point++)
        {
            truth[point] -= perStep * (point - from);
        }

        return truth;
    });

    /// <summary>Solved or not: a share of the worlds goes from 0 to 1 at a random point of the first half, the others never.</summary>
    public static SimulatedUnit SolvedOrNot(double share) => new("solved-or-not", (rng, points) =>
    {
        var truth = new double[points];
        var from = rng.NextDouble() < share ? 1 + rng.Next(points / 2) : points;
        for (var point = from; point < points; point++)
        {
            truth[point] = 1;
        }

        return truth;
    });

    /// <summary>Level in most worlds; in a few an insight within the last three points.</summary>
    public static SimulatedUnit RareInsight(double share, double size) => new("rare-late-insight", (rng, points) =>
    {
        var truth = Linear(points, 0);
        if (rng.NextDouble() < share)
        {
            for (var point = points - 1 - rng.Next(3); point < points; point++)
            {
                truth[point] += size;
            }
        }

        return truth;
    });

    private static double[] Linear(int points, double change)
    {
        var truth = new double[points];
        for (var point = 0; point < points; point++)
        {
            truth[point] = StartScore + (change * point / (points - 1));
        }

        return truth;
    }

    private static void Examine(double[] scores, SimulatedExam exam, Rng rng)
    {
        if (exam.ExamItems is { } items)
        {
            for (var point = 0; point < scores.Length; point++)
            {
                var right = 0;
                for (var item = 0; item < items; item++)
                {
                    right += rng.NextDouble() < scores[point] ? 1 : 0;
                }

                scores[point] = (double)right / items;
            }

            return;
        }

        var fresh = Math.Sqrt(1 - (exam.Autocorrelation * exam.Autocorrelation));
        var noise = exam.Noise > 0 ? rng.NextGaussian() : 0;
        for (var point = 0; point < scores.Length && exam.Noise > 0; point++)
        {
            scores[point] += exam.Noise * noise;
            noise = (exam.Autocorrelation * noise) + (fresh * rng.NextGaussian());
        }
    }
}

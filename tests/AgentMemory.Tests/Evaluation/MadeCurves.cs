using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Curves whose scores are written down in the test.</summary>
internal static class MadeCurves
{
    /// <summary>One learner's points on a 0 to 1 scale; a row of scores for each seed.</summary>
    public static IEnumerable<CurvePoint> Learner(string id, string task, params double[][] seeds) =>
        seeds.SelectMany((scores, seed) => scores.Select((score, step) => Point(id, task, seed, step, score)));

    public static CurvePoint Point(string id, string task, int seed, double step, double score) => new()
    {
        Learner = id,
        Task = task,
        Seed = seed.ToString(CultureInfo.InvariantCulture),
        Step = step,
        Score = score,
        Floor = 0,
        Ceiling = 1,
    };

    /// <summary>A learner of several tasks and seeds with noise, for tests of invariance.</summary>
    public static IEnumerable<CurvePoint> Noisy(string id, double start, double rise, int tasks, int seeds, int steps, ulong seed)
    {
        var rng = new Rng(seed);
        for (var task = 0; task < tasks; task++)
        {
            for (var s = 0; s < seeds; s++)
            {
                for (var step = 0; step < steps; step++)
                {
                    yield return Point(
                        id, $"t{task}", s, step, start + (0.1 * task) + (rise * step) + (0.03 * rng.NextGaussian()));
                }
            }
        }
    }

    /// <summary>Costs that grow by as much at every step.</summary>
    public static IEnumerable<CurvePoint> WithFlops(this IEnumerable<CurvePoint> points, double perStep) =>
        points.Select(point => point with
        {
            Costs = CurveCosts.Of(new Cost { Flops = perStep * (point.Step + 1), TokensRead = 100 }, artifactBytes: 0, games: (long)(8 * point.Step), use: Cost.None),
        });

    public static CurveTable Table(params IEnumerable<CurvePoint>[] learners) =>
        CurveTable.Of(learners.SelectMany(points => points), "made curves");
}

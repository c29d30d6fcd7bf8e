using AgentMemory.Claims.Results;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.Exposure;

/// <summary>Answers to one question: natural log-probability of the right word among all answers, and its rank from 1, ties sharing it.</summary>
public readonly record struct Recalled(double LogProbability, double Rank)
{
    /// <summary>From log-probabilities over the answers.</summary>
    public static Recalled Of(IReadOnlyList<double> logs, int right)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var own = logs[right];
        return new(own, 1 + logs.Count(log => log > own) + (logs.Where((log, answer) => answer != right && log == own).Count() / 2.0));
    }
}

/// <summary>What one seed gave at one lag.</summary>
/// <param name="Told">Asked as it was told.</param>
/// <param name="Paraphrase">Asked in other words.</param>
/// <param name="NeverTold">Facts that were never told, asked as others are told.</param>
/// <param name="NeverParaphrase">The same in other words.</param>
public sealed record LagRecall(
    IReadOnlyList<Recalled> Told, IReadOnlyList<Recalled> Paraphrase, IReadOnlyList<Recalled> NeverTold, IReadOnlyList<Recalled> NeverParaphrase);

/// <summary>Rows of a table from what seeds gave.</summary>
public static class RecallRows
{
    private const double Confidence = 0.95;
    private const string InOtherWords = "in other words, over never told";
    private const double NothingMost = 0.05;

    /// <summary>One row: shares right at the first place and log-probabilities, each beside facts never told.</summary>
    /// <param name="name">The path and the lag.</param>
    /// <param name="seeds">One for each.</param>
    /// <param name="isShown">Whether it stands in the picture of all claims.</param>
    public static ClaimRow Of(string name, IReadOnlyList<LagRecall> seeds, bool isShown)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        Interval Over(Func<LagRecall, double> number) => UnitMean.Of([.. seeds.Select(number)])!.Value.At(Confidence);
        var told = Over(seed => Right(seed.Told) - Right(seed.NeverTold));
        var asked = Over(seed => Right(seed.Paraphrase) - Right(seed.NeverParaphrase));
        return new ClaimRow(
            name,
            Reading(told, asked),
            [
                new("facts a seed", new Interval(seeds[0].Told.Count, null, null)),
                new("right as told", Over(seed => Right(seed.Told))),
                new("right in other words", Over(seed => Right(seed.Paraphrase))),
                new("as told, over never told", told),
                new(InOtherWords, asked),
                new("rank as told", Over(seed => seed.Told.Average(one => one.Rank))),
                new("rank in other words", Over(seed => seed.Paraphrase.Average(one => one.Rank))),
                new("nats as told, over never told", Over(seed => Log(seed.Told) - Log(seed.NeverTold))),
                new("nats in other words, over never told", Over(seed => Log(seed.Paraphrase) - Log(seed.NeverParaphrase))),
            ])
        {
            Headline = isShown ? InOtherWords : null,
        };
    }

    private static string Reading(Interval told, Interval asked) => (told, asked) switch
    {
        ({ IsAboveZero: true }, { IsAboveZero: true }) => "recalled",
        ({ IsAboveZero: true }, { High: < NothingMost }) => "as told alone",
        ({ High: < NothingMost }, { High: < NothingMost }) => "not recalled",
        _ => "undecided",
    };

    private static double Right(IReadOnlyList<Recalled> answers) => answers.Average(one => one.Rank == 1 ? 1.0 : 0);

    private static double Log(IReadOnlyList<Recalled> answers) => answers.Average(one => one.LogProbability);
}

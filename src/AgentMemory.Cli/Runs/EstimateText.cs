using System.Globalization;
using AgentMemory.Experiments.Forecasts;

namespace AgentMemory.Cli.Runs;

/// <summary>An estimate for people, and how far it was off.</summary>
internal static class EstimateText
{
    /// <summary>What a run will take, in two lines at most.</summary>
    public static IEnumerable<string> Lines(RunEstimate estimate)
    {
        if (estimate.Seconds is { } seconds)
        {
            yield return $"About {Span(seconds)} on this machine, from a rehearsal of {Span(estimate.Rehearsal.TotalSeconds)}: "
                + $"{string.Join(", ", estimate.Learners!.Select(learner => $"{learner.Learner} {Span(learner.Seconds)}"))}.";
        }
        else
        {
            yield return estimate.IsShort
                ? "A minute at most on this machine, by its first steps."
                : "How long it takes was not estimated: a rehearsal would be a large part of so short a plan.";
        }

        yield return $"Memory about {Size(estimate.MemoryBytes)}, on disk about {Size(estimate.DiskBytes)}.";
    }

    /// <summary>What the rehearsal of a learner took.</summary>
    public static string Rehearsed(RehearsedTrial rehearsed) => $"rehearsed {rehearsed.Trial.Key.Learner} on {rehearsed.Trial.Tasks[0].Name}: "
        + $"exams {string.Join(", ", rehearsed.Exams.Where(seconds => seconds > 0).Select(Span))}; "
        + $"practice and study of {rehearsed.Practice[0]} and {rehearsed.Practice[1]} episodes {Span(rehearsed.Studies[1])}, {Span(rehearsed.Studies[2])}";

    /// <summary>How long a run took, and by how much its estimate missed.</summary>
    public static string Missed(double seconds, double estimated)
    {
        var share = (estimated - seconds) / seconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Took {Span(seconds)}; {Span(estimated)} had been estimated ({100 * Math.Abs(share):0}% {(share < 0 ? "too short" : "too long")}).");
    }

    /// <summary>A length of time, in two units at most.</summary>
    public static string Span(double seconds) => seconds switch
    {
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 59.5 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 3570 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 60):0} min"),
        < 35_700 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h"),
    };

    private static string Size(long bytes) => bytes < 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes >> 20)} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");
}

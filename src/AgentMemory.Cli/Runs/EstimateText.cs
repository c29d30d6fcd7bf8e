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

    /// <summary>What a rehearsal is about to do.</summary>
    public static string Rehearsing(RehearsalStep step) => string.Create(
        CultureInfo.InvariantCulture, $"rehearsing {step.Learner}, {step.Number} of {step.Count}, to see how long it takes here");

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

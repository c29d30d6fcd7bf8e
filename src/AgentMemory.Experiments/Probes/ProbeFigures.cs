using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Experiments.Probes;

/// <summary>Figures of a tally.</summary>
internal static class ProbeFigures
{
    /// <summary>One figure a task and one for all of them; the goal stands at the latter.</summary>
    public static IEnumerable<ProbeFigure> Of(
        ProbeTally tally, ProbeGroup group, string measure, ProbePlay play, double? goal = null)
    {
        var name = group.ToString().ToLowerInvariant();
        foreach (var subject in tally.Subjects)
        {
            yield return Make(name, subject, measure, play, tally.Of(subject), tally.RunsOf(subject));
        }

        if (tally.Runs > 0)
        {
            yield return Make(name, ProbeFigure.All, measure, play, tally.All(), tally.Runs) with { Goal = goal };
        }
    }

    /// <summary>One figure.</summary>
    public static ProbeFigure Make(
        string group, string subject, string measure, ProbePlay play, Interval value, int runs) => new()
        {
            Group = group,
            Subject = subject,
            Measure = measure,
            Play = play,
            Value = value,
            Runs = runs,
        };
}

using AgentMemory.Core.Tasks;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Evidence;

/// <summary>How a learner uses evidence, with 95% intervals over worlds: each world left out once, and Student's t.</summary>
public sealed record EvidenceUse
{
    private const double UpperPoint = 0.975;

    private EvidenceUse(EvidenceFit fit, IReadOnlyList<EvidenceFit> without) => (Fit, Without) = (fit, without);

    /// <summary>What all worlds say.</summary>
    public EvidenceFit Fit { get; }

    /// <summary>U by exam; not cut to what is hidden.</summary>
    public IReadOnlyList<Interval> UsedBits =>
        [.. Enumerable.Range(0, Fit.UsedBits.Count).Select(exam => IntervalOf(fit => fit.UsedBits[exam]))];

    public Interval Gain => IntervalOf(fit => fit.Gain);

    public Interval Slope => IntervalOf(fit => fit.Slope);

    public Interval Behind => IntervalOf(fit => fit.Behind);

    public Interval Level => IntervalOf(fit => fit.Level);

    /// <summary>What all worlds but one say, for each.</summary>
    internal IReadOnlyList<EvidenceFit> Without { get; }

    /// <summary>Reads the exams; not known where there is one world, or where nothing is left to gain.</summary>
    public static Known<EvidenceUse> Of(EvidenceExams exams)
    {
        if (exams.Worlds < 2)
        {
            return Known<EvidenceUse>.Not("it needs two worlds or more");
        }

        int[] all = [.. Enumerable.Range(0, exams.Worlds)];
        var fit = exams.Fit(all, late: null);
        var without = fit is null ? [] : all.Select(world => exams.Fit([.. all.Where(other => other != world)], fit.Late)).OfType<EvidenceFit>().ToList();
        return fit is null || without.Count < all.Length
            ? Known<EvidenceUse>.Not("the score before any game leaves nothing to gain")
            : new EvidenceUse(fit, without);
    }

    /// <summary>The interval of a number by its values without each world: se^2 = (W - 1) / W times the sum of squared deviations.</summary>
    public static Interval LeaveOneOut(double value, IReadOnlyList<double> without)
    {
        var (worlds, mean) = (without.Count, without.Average());
        var half = Quantiles.Student(UpperPoint, worlds - 1)
            * Math.Sqrt((worlds - 1.0) / worlds * without.Sum(other => (other - mean) * (other - mean)));
        return new Interval(value, value - half, value + half);
    }

    /// <summary>
    /// How much better a learner answers what it met than it did before any game: by world and exam the mean over what was met so far; the
    /// mean of the last three exams.
    /// </summary>
    public static Interval GainOfMet(IReadOnlyList<IReadOnlyList<double>> byWorldAndExam)
    {
        double[] gains = [.. byWorldAndExam.Select(exams => exams.TakeLast(3).Average())];
        return LeaveOneOut(gains.Average(), [.. gains.Select((_, world) => gains.Where((_, other) => other != world).Average())]);
    }

    private Interval IntervalOf(Func<EvidenceFit, double> number) => LeaveOneOut(number(Fit), [.. Without.Select(number)]);
}

using AgentMemory.Core.Tasks;

namespace AgentMemory.Verdicts.Evidence;

/// <summary>A learner's exams in several worlds of one kind, and what its transcripts had told by then.</summary>
public abstract record EvidenceExams
{
    /// <summary>From this share of the way on an exam is too near to the top to be read.</summary>
    protected const double ScoreHigh = 0.95;

    /// <summary>A smaller way to go is none.</summary>
    protected const double RangeMin = 1e-9;

    /// <summary>Games before each exam, rising; the first is 0.</summary>
    public required IReadOnlyList<int> Grid { get; init; }

    /// <summary>By world: evidence after 0, 1, 2, ... games.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Available { get; init; }

    /// <summary>How many worlds there are.</summary>
    public int Worlds => Available.Count;

    /// <summary>What some of the worlds say; null where the learner's score before any game leaves nothing to gain.</summary>
    /// <param name="worlds">Their numbers.</param>
    /// <param name="late">The late exams, where all worlds have fixed them.</param>
    internal abstract EvidenceFit? Fit(IReadOnlyList<int> worlds, IReadOnlyList<int>? late);

    /// <summary>Mean over worlds, by place.</summary>
    protected static double[] Means(IReadOnlyList<IReadOnlyList<double>> byWorld, IReadOnlyList<int> worlds) =>
        EvidenceScale.Means([.. worlds.Select(world => byWorld[world])]);
}

/// <summary>Exams on things that were never met.</summary>
public sealed record NeverMetExams : EvidenceExams
{
    /// <summary>By world and exam: the mean mark.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Scores { get; init; }

    /// <summary>By world and exam: the exact reader's curve of the transcript so far.</summary>
    public required IReadOnlyList<IReadOnlyList<EvidenceCurve>> Curves { get; init; }

    /// <summary>By world: the mark of a learner that was told all, which shows what is lost in answering; null where 1 is reached.</summary>
    public IReadOnlyList<double>? Told { get; init; }

    internal override EvidenceFit? Fit(IReadOnlyList<int> worlds, IReadOnlyList<int>? late)
    {
        var scores = Means(Scores, worlds);
        var range = (Told is null ? 1 : worlds.Average(world => Told[world])) - scores[0];
        if (range < RangeMin)
        {
            return null;
        }

        var curves = Enumerable.Range(0, Grid.Count)
            .Select(exam => EvidenceScale.Mean([.. worlds.Select(world => Curves[world][exam])])).ToList();
        double[] shares = [.. scores.Select(score => (score - scores[0]) / range)];
        return EvidenceFit.Of(
            Grid,
            scores,
            [.. shares.Select((share, exam) => EvidenceScale.BitsOf(curves[exam], share))],
            EvidenceScale.BitsOf(curves[^1], 1).Bits,
            [.. shares.Select(share => share >= ScoreHigh)],
            Means(Available, worlds),
            late);
    }
}

/// <summary>Exams on met things alone, of worlds in which nothing can be inferred.</summary>
public sealed record MetExams : EvidenceExams
{
    /// <summary>By world and exam: the sum of the marks over the things met so far, of those that the exam asks.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Hits { get; init; }

    /// <summary>By world and exam: the sum of the same learner's marks before any game, over the same things.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Bases { get; init; }

    /// <summary>By world and exam: how many these are.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Met { get; init; }

    public required double HiddenBits { get; init; }

    internal override EvidenceFit Fit(IReadOnlyList<int> worlds, IReadOnlyList<int>? late)
    {
        var (hits, bases, met) = (Means(Hits, worlds), Means(Bases, worlds), Means(Met, worlds));
        var available = Means(Available, worlds);
        // What was told is two bits for each thing met, asked or not; the share of it that is used is that of the things asked.
        double[] used = [.. Enumerable.Range(0, Grid.Count).Select(exam => met[exam] - bases[exam] < RangeMin ? 0
            : available[Grid[exam]] * Math.Max(0, (hits[exam] - bases[exam]) / (met[exam] - bases[exam])))];
        return EvidenceFit.Of(
            Grid,
            [.. used.Select(bits => bits / HiddenBits)],
            [.. used.Select(bits => (bits, bits >= EvidenceScale.ScoreTop * HiddenBits))],
            EvidenceScale.ScoreTop * HiddenBits,
            [.. used.Select(bits => bits >= ScoreHigh * HiddenBits)],
            available,
            late);
    }
}

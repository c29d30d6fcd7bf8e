using AgentMemory.Core.Tasks;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Evidence;

/// <summary>The worlds of a sample that can be averaged: examined after the same games, and where the learner told sets the top, known of it too.</summary>
internal sealed class EvidenceWorlds
{
    private readonly IReadOnlyList<EvidenceWorld> _worlds;
    private readonly IReadOnlyList<double>? _told;

    private EvidenceWorlds(IReadOnlyList<EvidenceWorld> worlds, IReadOnlyList<double>? told)
    {
        (_worlds, _told) = (worlds, told);
        Grid = [.. worlds[0].Exams.Select(exam => exam.Games)];
        HiddenBits = worlds.Average(world => world.HiddenBits);
    }

    public int Count => _worlds.Count;

    /// <summary>Games before each exam.</summary>
    public IReadOnlyList<int> Grid { get; }

    public double HiddenBits { get; }

    /// <summary>The mean score of the learner that was told all, which scores are measured up to; null where that is the best possible one.</summary>
    public double? Told => _told?.Average();

    /// <summary>Nothing can be inferred: what is used shows on what was met, and the learner that was told all is no measure of it.</summary>
    public bool IsOfMetAlone => _worlds[0].IsOfMetAlone;

    /// <summary>What its prompts held is known.</summary>
    public bool HasPrompts => !IsOfMetAlone && _worlds.All(world => world.Exams.All(exam => exam.PromptReader is not null));

    /// <summary>The worlds of one learner.</summary>
    /// <param name="sample">At least one world.</param>
    /// <param name="told">The learner that was told all, or null where the run has none.</param>
    public static EvidenceWorlds Of(EvidenceSample sample, EvidenceSample? told) => Among(sample, told, sample.Worlds.Select(world => world.Seed));

    /// <summary>Two learners in the worlds that both have.</summary>
    public static (EvidenceWorlds One, EvidenceWorlds Other) Shared(EvidenceSample one, EvidenceSample other, EvidenceSample? told)
    {
        var both = one.Worlds.Select(world => world.Seed).Intersect(other.Worlds.Select(world => world.Seed), StringComparer.Ordinal).ToList();
        return both.Count == 0 ? (Of(one, told), Of(other, told)) : (Among(one, told, both), Among(other, told, both));
    }

    /// <summary>How it uses its evidence.</summary>
    public Known<EvidenceUse> Use() => EvidenceUse.Of(IsOfMetAlone
        ? new MetExams
        {
            Grid = Grid,
            Available = Available(),
            Hits = ByWorld(exam => exam.Met.Now),
            Bases = ByWorld(exam => exam.Met.Before),
            Met = ByWorld(exam => exam.Met.Questions),
            HiddenBits = HiddenBits,
        }
        : NeverMet(exam => exam.Score, _told));

    /// <summary>How the exact reader of its prompts does.</summary>
    public Known<EvidenceUse> OfPrompts() => EvidenceUse.Of(NeverMet(exam => exam.PromptReader!.Value, told: null));

    public double AvailableBits(int exam) => _worlds.Average(world => world.Available[world.Exams[exam].Games]);

    public double Score(int exam) => _worlds.Average(world => world.Exams[exam].Score);

    public double Flops(int exam) => _worlds.Average(world => world.Exams[exam].Flops);

    /// <summary>The score is high enough to be turned into bits.</summary>
    public bool IsReadable(int exam) => IsReadable(Score(exam));

    /// <summary>The same for the exact reader of its prompts.</summary>
    public bool IsPromptReadable(int exam) => IsReadable(_worlds.Average(world => world.Exams[exam].PromptReader!.Value));

    /// <summary>How much better what was met by an exam is answered than before any game; null where nothing was met in any world.</summary>
    public double? GainOfMetAt(int exam)
    {
        var gains = _worlds.Select(world => world.Exams[exam].Met.Gain).OfType<double>().ToList();
        return gains.Count == 0 ? null : gains.Average();
    }

    /// <summary>The gain of what was met, with its interval; null where a world has met nothing by one of the last three exams.</summary>
    public Interval? GainOfMet()
    {
        var gains = _worlds.Select(world => world.Exams.TakeLast(3).Select(exam => exam.Met.Gain).OfType<double>().ToArray()).ToList();
        return Count < 2 || gains.Any(world => world.Length < 3) ? null : EvidenceUse.GainOfMet(gains);
    }

    /// <summary>The gain on what was never met, for when nothing more is known.</summary>
    public Interval Gain()
    {
        double[] gains = [.. _worlds.Select(world => world.Exams.TakeLast(3).Average(exam => exam.Score) - world.Exams[0].Score)];
        return gains.Length < 2
            ? new Interval(gains[0], null, null)
            : EvidenceUse.LeaveOneOut(gains.Average(), [.. gains.Select((_, world) => gains.Where((_, other) => other != world).Average())]);
    }

    // The same games before the same exams: what most worlds have.
    private static EvidenceWorlds Among(EvidenceSample sample, EvidenceSample? told, IEnumerable<string> seeds)
    {
        var scores = sample.Top == EvidenceTop.Best ? null
            : told?.Worlds.ToDictionary(world => world.Seed, world => world.Exams[^1].Score, StringComparer.Ordinal);
        var named = seeds.ToHashSet(StringComparer.Ordinal);
        var alike = sample.Worlds.Where(world => named.Contains(world.Seed))
            .GroupBy(world => string.Join(' ', world.Exams.Select(exam => exam.Games)), StringComparer.Ordinal).MaxBy(group => group.Count())!;
        var worlds = alike.Where(world => scores is null || scores.ContainsKey(world.Seed)).ToList();
        return worlds.Count == 0
            ? new EvidenceWorlds([.. alike], told: null)
            : new EvidenceWorlds(worlds, scores is null ? null : [.. worlds.Select(world => scores[world.Seed])]);
    }

    private NeverMetExams NeverMet(Func<EvidenceExam, double> score, IReadOnlyList<double>? told) => new()
    {
        Grid = Grid,
        Available = Available(),
        Scores = ByWorld(score),
        Curves = [.. _worlds.Select(world => (IReadOnlyList<EvidenceCurve>)[.. world.Exams.Select(exam => exam.Curve!)])],
        Told = told,
    };

    private IReadOnlyList<IReadOnlyList<double>> Available() => [.. _worlds.Select(world => world.Available)];

    private IReadOnlyList<IReadOnlyList<double>> ByWorld(Func<EvidenceExam, double> number) =>
        [.. _worlds.Select(world => (IReadOnlyList<double>)[.. world.Exams.Select(number)])];

    private bool IsReadable(double score) => score >= _worlds[0].ReadableFrom || _worlds[0].ReadableFrom == 0;
}

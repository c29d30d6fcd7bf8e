using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Calibration;

/// <summary>
/// Judges simulated learners whose truth is known, by the very code that judges real ones. Every row follows from the seed and its own
/// name alone, so that rows may be simulated at once and any one of them again.
/// </summary>
public sealed class VerdictCalibration
{
    private const double Epsilon = 0.05;
    private const int Points = 13;
    private static readonly JudgedScale Scale = new(Epsilon, OptimumIsKnown: true);
    private static readonly int[] Units = [3, 5, 10];
    private static readonly int[] UnitsOfRise = [3, 5, 7, 10];
    private static readonly double[] Noises = [0.01, 0.02, 0.04, 0.08];
    private readonly int _replications;
    private readonly ulong _seed;
    private readonly CancellationToken _cancellation;

    /// <param name="replications">Simulated learners of each row.</param>
    /// <param name="seed">Rules all of it.</param>
    /// <param name="cancellation">Looked at before every learner.</param>
    public VerdictCalibration(int replications, ulong seed, CancellationToken cancellation)
    {
        _replications = replications;
        _seed = seed;
        _cancellation = cancellation;
    }

    /// <summary>
    /// The words on single tasks: level and rising learners over a grid of points, noise, autocorrelation and drift; then kinds that
    /// are hard for any rule.
    /// </summary>
    public IReadOnlyList<WordRow> Words() => InParallel(Grid().Concat(Special()).ToArray(), WordsOf);

    /// <summary>Several tasks at once.</summary>
    public IReadOnlyList<HeadlineRow> Headlines()
    {
        var level = SimulatedUnit.EarlyThenLevel(0);
        // Some 0.002 of the rise is left within the late window.
        var nearly = SimulatedUnit.Saturating("nearly-level", 0.65, 0);
        var rise = SimulatedUnit.RiseOf("rise", 0.3, 0.1);
        (string Kind, SimulatedUnit[] Tasks, double Noise)[] kinds =
        [
            ("four-level", [level, level, level, level], 0.06),
            ("four-nearly-level", [nearly, nearly, nearly, nearly], 0.06),
            ("one-of-four-rises", [rise, level, level, level], 0.03),
            ("all-four-rise", [rise, rise, rise, rise], 0.05),
        ];
        return InParallel(kinds.SelectMany(kind => Units.Select(units => (kind, units))).ToArray(), cell =>
            Headline(cell.kind.Kind, cell.kind.Tasks, cell.kind.Noise, cell.units));
    }

    /// <summary>Intervals of means: three spreads of worlds, and streams judged with and without care for their common trials.</summary>
    public IReadOnlyList<CoverageRow> Coverages()
    {
        // Beta(4, 1/2) by two gamma variables: a sum of four exponentials, and half a squared normal.
        (string Kind, double Truth, Func<Rng, double> Draw)[] spreads =
        [
            ("normal", 0, rng => rng.NextGaussian()),
            ("beta-near-1", 4 / 4.5, rng =>
            {
                var left = -Enumerable.Range(0, 4).Sum(_ => Math.Log(1 - rng.NextDouble()));
                var normal = rng.NextGaussian();
                return left / (left + (normal * normal / 2));
            }),
            ("two-point-0.8", 0.8, rng => rng.NextDouble() < 0.8 ? 1 : 0),
        ];
        var rows = InParallel(spreads.SelectMany(spread => Units.Select(units => (spread, units))).ToArray(), cell => Coverage(
            cell.spread.Kind, cell.units, rng =>
            {
                var values = new double[cell.units];
                for (var unit = 0; unit < values.Length; unit++)
                {
                    values[unit] = cell.spread.Draw(rng);
                }

                return Holds(UnitMean.Of(values)!.Value.At(VerdictRule.Confidence), cell.spread.Truth);
            }));
        var streams = InParallel(Units.SelectMany(units => new[] { true, false }.Select(isStream => (units, isStream))).ToArray(), cell => Coverage(
            cell.isStream ? "stream-seeds-averaged" : "stream-as-if-independent", cell.units, rng => Holds(
                LearnerMean.Of(StreamOfFour(cell.units, rng), VerdictRule.Confidence, cell.isStream), 0)));
        return [.. rows, .. streams];
    }

    /// <summary>The plan's promises.</summary>
    public IReadOnlyList<PowerRow> Powers() => InParallel(
        new[] { 5, 7, 10 }.SelectMany(units => new[] { 0.01, 0.024, 0.039, 0.05 }.SelectMany(noise => new[] { "plateau", "gain" }
            .Select(kind => (kind, noise, units)))).ToArray(),
        cell =>
        {
            var promised = PlanPower.Of(units: cell.units, points: Points, Epsilon, cell.noise, PlanPower.Rise, PlanPower.RiseDeviation, 0);
            var isGain = cell.kind == "gain";
            var row = WordsOf(new Cell(
                isGain ? SimulatedUnit.RiseOf("power-gain", PlanPower.Rise, PlanPower.RiseDeviation) : SimulatedUnit.Flat(0),
                new SimulatedExam(cell.noise),
                Points,
                0,
                cell.units));
            return new PowerRow(
                cell.kind,
                Points,
                cell.noise,
                cell.units,
                _replications,
                isGain ? promised.Gain : promised.Plateau,
                row.Share(isGain ? VerdictWord.Improving : VerdictWord.Plateaued));
        });

    private static IEnumerable<Cell> Grid()
    {
        foreach (var points in new[] { 7, 13, 17 })
        {
            foreach (var drift in new[] { 0, 0.1 })
            {
                SimulatedUnit[] kinds =
                [
                    SimulatedUnit.Flat(drift),
                    SimulatedUnit.EarlyThenLevel(drift),
                    SimulatedUnit.Rise("rise-0.02-a-step", 0.02, drift),
                    SimulatedUnit.Rise("rise-0.03-a-step", 0.03, drift),
                    SimulatedUnit.Rise("rise-0.05-a-step", 0.05, drift),
                ];
                foreach (var kind in kinds)
                {
                    foreach (var noise in Noises)
                    {
                        foreach (var autocorrelation in new[] { 0, 0.6 })
                        {
                            foreach (var units in Units)
                            {
                                yield return new Cell(kind, new SimulatedExam(noise, autocorrelation), points, drift, units);
                            }
                        }
                    }
                }
            }
        }
    }

    private static IEnumerable<Cell> Special()
    {
        foreach (var units in UnitsOfRise)
        {
            yield return new Cell(SimulatedUnit.RiseOf("rise-0.3", 0.3, 0.1), new SimulatedExam(0.05), Points, 0.1, units);
        }

        (SimulatedUnit Kind, SimulatedExam Exam)[] kinds =
        [
            (SimulatedUnit.Mixture("half-of-the-worlds-rise-0.4", 0.5, 0.4), new SimulatedExam(0.02)),
            (SimulatedUnit.Staircase("three-insights-of-0.2", 3, 0.2), new SimulatedExam(0.005)),
            (SimulatedUnit.LateCollapse(0.1), new SimulatedExam(0.02)),
            (SimulatedUnit.SolvedOrNot(0.8), new SimulatedExam(0)),
            (SimulatedUnit.RareInsight(0.1, 0.3), new SimulatedExam(0.01)),
            (SimulatedUnit.Flat(0), new SimulatedExam(0)),
            (SimulatedUnit.Flat(0), new SimulatedExam(0, ExamItems: 32)),
            (SimulatedUnit.Flat(0), new SimulatedExam(0, ExamItems: 447)),
            (SimulatedUnit.Rise("rise-0.02-a-step", 0.02, 0), new SimulatedExam(0)),
            (SimulatedUnit.Rise("rise-0.02-a-step", 0.02, 0), new SimulatedExam(0, ExamItems: 32)),
        ];
        foreach (var (kind, exam) in kinds)
        {
            foreach (var units in Units)
            {
                yield return new Cell(kind, exam, Points, 0, units);
            }
        }
    }

    private WordRow WordsOf(Cell cell)
    {
        var exam = cell.Exam.ExamItems is { } items
            ? string.Create(CultureInfo.InvariantCulture, $"{items} items")
            : cell.Exam.Noise.ToString(CultureInfo.InvariantCulture);
        var root = new Rng(_seed).Fork(string.Create(
            CultureInfo.InvariantCulture, $"{cell.Kind.Name} {cell.Points} {exam} {cell.Exam.Autocorrelation} {cell.Drift} {cell.Units}"));
        var words = new Dictionary<VerdictWord, int>();
        for (var replication = 0; replication < _replications; replication++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var word = Judged(cell.Kind, cell.Exam, cell.Units, cell.Points, root.Fork("learner", replication)).Word;
            words[word] = words.GetValueOrDefault(word) + 1;
        }

        return new WordRow
        {
            Kind = cell.Kind.Name,
            Points = cell.Points,
            Exam = exam,
            Autocorrelation = cell.Exam.Autocorrelation,
            Drift = cell.Drift,
            Units = cell.Units,
            Replications = _replications,
            Words = words,
        };
    }

    private HeadlineRow Headline(string kind, SimulatedUnit[] tasks, double noise, int units)
    {
        var root = new Rng(_seed).Fork(string.Create(CultureInfo.InvariantCulture, $"{kind} {units}"));
        var rises = tasks.Select(task => task.Name == "rise").ToArray();
        var (falseWord, falseHeadline, foundWord, foundHeadline) = (0, 0, 0, 0);
        for (var replication = 0; replication < _replications; replication++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var rng = root.Fork("learner", replication);
            var judged = tasks.Select((task, place) => Judged(task, new SimulatedExam(noise), units, Points, rng.Fork("task", place))).ToArray();
            var kept = LearnerJudgement.Improving(judged);
            falseWord += judged.Where((task, place) => !rises[place] && task.Word == VerdictWord.Improving).Any() ? 1 : 0;
            falseHeadline += kept.Where((isKept, place) => !rises[place] && isKept).Any() ? 1 : 0;
            foundWord += judged.Where((task, place) => rises[place] && task.Word == VerdictWord.Improving).Count();
            foundHeadline += kept.Where((isKept, place) => rises[place] && isKept).Count();
        }

        var rising = (double)_replications * rises.Count(isRising => isRising);
        return new HeadlineRow(
            kind,
            tasks.Length,
            units,
            _replications,
            (double)falseWord / _replications,
            (double)falseHeadline / _replications,
            rising > 0 ? foundWord / rising : null,
            rising > 0 ? foundHeadline / rising : null);
    }

    private CoverageRow Coverage(string kind, int units, Func<Rng, bool> holds)
    {
        var root = new Rng(_seed).Fork(string.Create(CultureInfo.InvariantCulture, $"coverage {kind} {units}"));
        var covered = 0;
        for (var replication = 0; replication < _replications; replication++)
        {
            _cancellation.ThrowIfCancellationRequested();
            covered += holds(root.Fork("sample", replication)) ? 1 : 0;
        }

        return new CoverageRow(kind, units, _replications, (double)covered / _replications);
    }

    // Half of the variance of a score is its trial's, on all four tasks alike.
    private static UnitValues[] StreamOfFour(int units, Rng rng)
    {
        string[] seeds = [.. Enumerable.Range(0, units).Select(unit => unit.ToString(CultureInfo.InvariantCulture))];
        double[] shared = [.. seeds.Select(_ => rng.NextGaussian())];
        return [.. Enumerable.Range(0, 4).Select(_ => new UnitValues(
            seeds, [.. shared.Select(trial => Math.Sqrt(0.5) * (trial + rng.NextGaussian()))]))];
    }

    private static bool Holds(Interval interval, double truth) =>
        interval.Low <= truth + UnitMean.Tiny && interval.High >= truth - UnitMean.Tiny;

    private static TaskJudgement Judged(SimulatedUnit kind, SimulatedExam exam, int units, int points, Rng rng) => TaskJudgement.Of(
        new TaskCurves(
            kind.Name,
            [.. Enumerable.Range(0, points).Select(point => (double)point)],
            [.. Enumerable.Range(1, units).Select(unit => unit.ToString(CultureInfo.InvariantCulture))],
            kind.Draw(exam, units, points, rng)),
        Scale);

    private static TRow[] InParallel<TCell, TRow>(TCell[] cells, Func<TCell, TRow> rowOf)
    {
        var rows = new TRow[cells.Length];
        try
        {
            Parallel.For(0, cells.Length, i => rows[i] = rowOf(cells[i]));
        }
        catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is OperationCanceledException))
        {
            throw error.InnerExceptions[0];
        }

        return rows;
    }

    private sealed record Cell(SimulatedUnit Kind, SimulatedExam Exam, int Points, double Drift, int Units);
}

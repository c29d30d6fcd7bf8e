using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// Curves of any number of learners, in one order whatever order they came in: by learner, task, seed and step.
/// Immutable and safe to share.
/// </summary>
public sealed class CurveTable
{
    private readonly CurvePoint[] _points;

    private CurveTable(CurvePoint[] points, IReadOnlyList<CurvePoint> missing, IReadOnlyList<LearnerRuns> learners)
    {
        _points = points;
        Missing = missing;
        Learners = learners;
    }

    /// <summary>All points that have a score, sorted.</summary>
    public IReadOnlyList<CurvePoint> Points => _points;

    /// <summary>Points without a score: they name learners and tasks, and count for nothing else.</summary>
    public IReadOnlyList<CurvePoint> Missing { get; }

    /// <summary>The runs of each learner, by name in ordinal order.</summary>
    public IReadOnlyList<LearnerRuns> Learners { get; }

    /// <summary>Columns of the file that nobody knows, and that were passed over.</summary>
    public IReadOnlyList<string> UnknownColumns { get; private init; } = [];

    /// <summary>The same curves, of a file in which these columns were passed over.</summary>
    internal CurveTable Without(IReadOnlyList<string> columns) => new(_points, Missing, Learners) { UnknownColumns = columns };

    /// <summary>Sorts the points and checks that they make curves.</summary>
    /// <param name="points">In any order; every number finite, but for scores that are missing.</param>
    /// <param name="source">What to call them in an error: a file's name.</param>
    /// <param name="cancellation">Looked at between the parts of the work and at every point.</param>
    /// <exception cref="UserErrorException">
    /// There are none, one stands twice, a learner has two paths, or a limit of <see cref="CurveLimits"/> is passed.
    /// </exception>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static CurveTable Of(IEnumerable<CurvePoint> points, string source, CancellationToken cancellation = default)
    {
        var all = points.Select(Kept).ToArray();
        if (all.Length == 0)
        {
            throw new UserErrorException($"{source}: there are no points; give at least one row for each exam");
        }

        if (all.Length > CurveLimits.RowsMax)
        {
            throw TooMany(source, all.Length, "rows", CurveLimits.RowsMax, "keep every second step");
        }

        var missing = Array.FindAll(all, point => double.IsNaN(point.Score));
        var sorted = Array.FindAll(all, point => !double.IsNaN(point.Score));
        var keys = Keys(sorted, cancellation);
        cancellation.ThrowIfCancellationRequested();
        Array.Sort(keys, sorted);
        var learners = new List<LearnerRuns>();
        var start = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            RefuseUnfinite(sorted[i]);
            if (i > 0)
            {
                RefuseRepetition(sorted[i - 1], sorted[i], source);
                RefuseTwoPaths(sorted[i - 1], sorted[i], source);
            }

            if (i + 1 == sorted.Length || sorted[i + 1].Learner != sorted[i].Learner)
            {
                var ofLearner = sorted.AsSpan(start, i + 1 - start);
                learners.Add(OneLearner(ofLearner, TasksWithout(missing, sorted[i].Learner), source));
                start = i + 1;
            }
        }

        foreach (var id in missing.Select(point => point.Learner).Distinct(StringComparer.Ordinal)
            .Where(id => !learners.Exists(learner => learner.Id == id)).ToArray())
        {
            learners.Add(new LearnerRuns(id, missing.First(point => point.Learner == id).Path, [], TasksWithout(missing, id)));
        }

        return learners.Count > CurveLimits.LearnersMax
            ? throw TooMany(source, learners.Count, "learners", CurveLimits.LearnersMax, "score them in several files")
            : new CurveTable(sorted, missing, [.. learners.OrderBy(learner => learner.Id, StringComparer.Ordinal)]);

        CurvePoint Kept(CurvePoint point)
        {
            cancellation.ThrowIfCancellationRequested();
            return point;
        }
    }

    private static string[] TasksWithout(CurvePoint[] missing, string learner) =>
        [.. missing.Where(point => point.Learner == learner).Select(point => point.Task).Distinct(StringComparer.Ordinal)];

    private static LearnerRuns OneLearner(ReadOnlySpan<CurvePoint> points, string[] tasksNamed, string source)
    {

        var runs = 0;
        var steps = 0;
        var longest = 0;
        for (var i = 0; i < points.Length; i++)
        {
            var isNew = i == 0 || points[i].Task != points[i - 1].Task || points[i].Seed != points[i - 1].Seed;
            runs += isNew ? 1 : 0;
            steps = isNew ? 1 : steps + 1;
            longest = Math.Max(longest, steps);
        }

        var of = $"of learner \"{points[0].Learner}\"";
        if (runs > CurveLimits.RunsMax)
        {
            throw TooMany(source, runs, $"runs {of}", CurveLimits.RunsMax, "keep fewer seeds or tasks");
        }

        return longest > CurveLimits.StepsMax
            ? throw TooMany(source, longest, $"steps {of}", CurveLimits.StepsMax, "keep every k-th step")
            : new LearnerRuns(points[0].Learner, points[0].Path, points, tasksNamed);
    }

    // Names become numbers first: comparing two million texts over and over would take most of the reading time.
    private static SortKey[] Keys(CurvePoint[] points, CancellationToken cancellation)
    {
        var learners = Places(points.Select(point => point.Learner), StringComparer.Ordinal);
        cancellation.ThrowIfCancellationRequested();
        var tasks = Places(points.Select(point => point.Task), StringComparer.Ordinal);
        cancellation.ThrowIfCancellationRequested();
        var seeds = Places(points.Select(point => point.Seed), SeedOrder.Instance);
        return [.. points.Select(point => new SortKey(
            learners[point.Learner], tasks[point.Task], seeds[point.Seed], point.Step, point.Place))];
    }

    private static Dictionary<string, int> Places(IEnumerable<string> names, IComparer<string> order) =>
        names.Distinct(StringComparer.Ordinal).Order(order).Index()
            .ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);

    private static void RefuseUnfinite(CurvePoint point)
    {
        if (!double.IsFinite(point.Score) || !double.IsFinite(point.Step))
        {
            throw new ArgumentException($"a point of {point.Learner} has the score {point.Score} at step {point.Step}");
        }
    }

    private static void RefuseRepetition(CurvePoint earlier, CurvePoint later, string source)
    {
        if (earlier.Learner == later.Learner && earlier.Task == later.Task && earlier.Seed == later.Seed
            && earlier.Step == later.Step)
        {
            var place = later.Place > 0 ? $" (rows {earlier.Place} and {later.Place})" : "";
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: learner \"{later.Learner}\", task \"{later.Task}\", seed \"{later.Seed}\", step {later.Step} "
                + $"stands twice{place}; keep one row of each"));
        }
    }

    private static void RefuseTwoPaths(CurvePoint earlier, CurvePoint later, string source)
    {
        if (earlier.Learner == later.Learner && earlier.Path != later.Path)
        {
            throw new UserErrorException(
                $"{source}: learner \"{later.Learner}\" has the path \"{earlier.Path}\" in one row and \"{later.Path}\" in "
                + $"another (rows {earlier.Place} and {later.Place}); give it one path, or two names");
        }
    }

    private static UserErrorException TooMany(string source, long count, string what, long limit, string remedy) =>
        new(string.Create(
            CultureInfo.InvariantCulture, $"{source}: {count:N0} {what}; the limit is {limit:N0}: {remedy}"));

    private readonly record struct SortKey(int Learner, int Task, int Seed, double Step, int Place) : IComparable<SortKey>
    {
        public int CompareTo(SortKey other)
        {
            var order = Learner.CompareTo(other.Learner);
            order = order != 0 ? order : Task.CompareTo(other.Task);
            order = order != 0 ? order : Seed.CompareTo(other.Seed);
            order = order != 0 ? order : Step.CompareTo(other.Step);
            return order != 0 ? order : Place.CompareTo(other.Place);
        }
    }
}

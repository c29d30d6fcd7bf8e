using AgentMemory.Core.Learners;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Forecasts;

/// <summary>
/// A small part of a plan, run to see how long its parts take here: one world of every kind, each learner with two studies of different
/// sizes and the exams behind them. By the rooms of the run itself, so that whatever a learner does is in it. Nothing of it is kept.
/// </summary>
public sealed class Rehearsal
{
    // More than this share of the run, and it is quicker to begin.
    private const double ShareMost = 0.25;
    private const double SecondsShort = 60;
    private const int Blocks = 2;

    private readonly Plan _run;
    private readonly Workshop _shop;

    /// <param name="run">The plan that is to be run.</param>
    /// <param name="shop">Made for the plan of <see cref="PlanOf"/>; its artifacts are of no use afterwards.</param>
    public Rehearsal(Plan run, Workshop shop)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(shop);
        (_run, _shop) = (run, shop);
    }

    /// <summary>What is rehearsed of a plan.</summary>
    /// <param name="run">The plan.</param>
    /// <param name="catalogue">Knows which tasks differ by their world alone.</param>
    public static Plan PlanOf(Plan run, ITaskCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run with
        {
            Seeds = 1,
            Streams = [.. Kinds(run, catalogue).Select(kind => (IReadOnlyList<string>)[run.Streams[kind.First][0]])],
            Groups = new SortedDictionary<string, string>(StringComparer.Ordinal),
            Blocks = Blocks,
            Practice = [run.PracticeOf(1)],
            ExperienceSha256 = null,
        };
    }

    /// <summary>Whether a rehearsal would be a large part of the plan itself.</summary>
    /// <param name="run">The plan.</param>
    /// <param name="catalogue">As above.</param>
    public static bool IsLarge(Plan run, ITaskCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(run);
        return (Blocks + 1.0) * Kinds(run, catalogue).Count / ((run.Blocks + 1.0) * run.Seeds * run.Streams.Count) > ShareMost;
    }

    /// <summary>Streams that differ by their worlds alone: the first of each kind, how many there are, and the tasks of one.</summary>
    internal static IReadOnlyList<(int First, int Streams, int Tasks)> Kinds(Plan run, ITaskCatalogue catalogue)
    {
        return
        [
            .. run.Streams.Index().GroupBy(stream => string.Join('\n', stream.Item.Select(KindOf)), StringComparer.Ordinal)
                .Select(kind => (kind.First().Index, kind.Count(), kind.First().Item.Count)),
        ];

        string KindOf(string name) => catalogue.FamilyOf(name)?.WithSeed(TaskParameters.Parse(name), 1)?.ToString() ?? name;
    }

    /// <summary>Does it.</summary>
    /// <param name="plan">Of <see cref="PlanOf"/>.</param>
    /// <param name="evenIfShort">Also where the first steps show that the run takes a minute at most.</param>
    /// <param name="progress">Told of every learner before it begins, or null.</param>
    /// <returns>Null where it was left off for that reason.</returns>
    public IReadOnlyList<RehearsedTrial>? Do(Plan plan, bool evenIfShort, CancellationToken cancellation, IProgress<RehearsalStep>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var trials = Schedule.Draw(plan, _shop.Learners, _shop.Tasks, cancellation: cancellation);
        // The first time everything is slow: files are read, methods compiled, libraries opened.
        var each = (double)_run.Seeds * _run.Streams.Count;
        var atMost = each * (_run.Blocks + 1) * _run.Learners.Count * Exam(trials[0], null, cancellation);
        var training = trials.Where(trial => LearnerOf(trial).Settings is IAdapterTraining).DistinctBy(trial => trial.Key.Learner).ToList();
        if (training.Count > 0)
        {
            var first = Learn(Sized(plan, training[0]), training[0], 1, null, cancellation).Seconds;
            atMost += each * first * training.Count * _run.PracticeUpTo(_run.Blocks) / _run.PracticeOf(1);
        }

        if (atMost < SecondsShort && !evenIfShort)
        {
            return null;
        }

        var rehearsed = new List<RehearsedTrial>();
        foreach (var (place, trial) in trials.Index())
        {
            progress?.Report(new RehearsalStep(trial.Key.Learner, place + 1, trials.Count));
            rehearsed.Add(Rehearsed(Sized(plan, trial), trial, cancellation));
        }

        return rehearsed;
    }

    private LearnerPlan LearnerOf(Trial trial) => _run.Learners.First(learner => learner.Name == trial.Key.Learner);

    // Studies of a usual size for what trains, since small ones say little of large ones. What keeps episodes is shown at its fullest
    // where the episodes are there already.
    private Plan Sized(Plan plan, Trial trial)
    {
        var first = _run.PracticeOf(1);
        var most = Enumerable.Range(1, _run.Blocks).Max(_run.PracticeOf);
        var larger = Math.Min(2 * first, most);
        var second = LearnerOf(trial).Settings is IAdapterTraining ? Math.Max(larger, most / 2)
            : _run.Experience == ExperienceSource.Shared ? (int)Math.Max(1, _run.PracticeUpTo(_run.Blocks) - first)
            : larger;
        return plan with { Practice = [first, second] };
    }

    private RehearsedTrial Rehearsed(Plan plan, Trial trial, CancellationToken cancellation)
    {
        Artifact? artifact = null;
        var exams = new double[Blocks + 1];
        var studies = new double[Blocks + 1];
        exams[0] = Exam(trial, null, cancellation);
        for (var block = 1; block <= Blocks; block++)
        {
            (studies[block], artifact) = Learn(plan, trial, block, artifact, cancellation);
            exams[block] = trial.Learner.KeepsNothing ? 0 : Exam(trial, artifact, cancellation);
        }

        return new RehearsedTrial(trial, plan.Practice, exams, studies);
    }

    private double Exam(Trial trial, Artifact? artifact, CancellationToken cancellation)
    {
        _shop.Model.Forget();
        var began = _shop.Time.GetTimestamp();
        _shop.Examiner.Evaluate(trial, artifact, cancellation);
        return _shop.Time.GetElapsedTime(began).TotalSeconds;
    }

    private (double Seconds, Artifact? Artifact) Learn(Plan plan, Trial trial, int block, Artifact? before, CancellationToken cancellation)
    {
        _shop.Model.Forget();
        var began = _shop.Time.GetTimestamp();
        var work = Comparison.Learn(
            new PracticeRoom(plan, _shop), new StudyRoom(plan, _shop), BlockWork.Of(plan, trial, block, before), cancellation);
        var artifact = _shop.Artifacts.Place(work);
        return (_shop.Time.GetElapsedTime(began).TotalSeconds, artifact);
    }
}

/// <summary>What a rehearsal measured of a learner in one world.</summary>
/// <param name="Trial">The learner and its world.</param>
/// <param name="Practice">Episodes of the two blocks.</param>
/// <param name="Exams">Seconds of the exam before any practice and after each block.</param>
/// <param name="Studies">Seconds of practice and study of each block, from 1 on.</param>
public sealed record RehearsedTrial(Trial Trial, IReadOnlyList<int> Practice, IReadOnlyList<double> Exams, IReadOnlyList<double> Studies);

/// <summary>Where a rehearsal is: this learner, in one of its tasks, is what comes next.</summary>
/// <param name="Learner">By the plan's name.</param>
/// <param name="Number">From 1.</param>
/// <param name="Count">How many there are.</param>
public sealed record RehearsalStep(string Learner, int Number, int Count);

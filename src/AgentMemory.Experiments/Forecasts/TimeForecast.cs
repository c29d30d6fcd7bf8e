using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;

namespace AgentMemory.Experiments.Forecasts;

/// <summary>
/// About how long a plan will take here, from a rehearsal. A study's seconds are taken as a fixed part and a part for each episode, replayed
/// ones included; an exam's as what it took before any practice and a part for the episodes that are remembered, as far as the window holds
/// them. It says nothing of what a machine does beside.
/// </summary>
public sealed class TimeForecast
{
    private readonly IReadOnlyList<Fitted> _fits;

    private TimeForecast(IReadOnlyList<Fitted> fits) => _fits = fits;

    /// <summary>Fits what was measured.</summary>
    /// <param name="run">The plan that is to be run.</param>
    /// <param name="rehearsed">Of its rehearsal.</param>
    /// <param name="shop">The rehearsal's.</param>
    /// <param name="prompt">The renderer.</param>
    public static TimeForecast Of(
        Plan run, IReadOnlyList<RehearsedTrial> rehearsed, Workshop shop, PlayPrompt prompt, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(rehearsed);
        ArgumentNullException.ThrowIfNull(shop);
        var kinds = Rehearsal.Kinds(run, shop.Tasks);
        return new TimeForecast(
        [
            .. rehearsed.Select(trial => new Fitted(
                trial,
                kinds[trial.Trial.Key.Stream].Streams,
                kinds[trial.Trial.Key.Stream].Tasks,
                run.Learners.First(learner => learner.Name == trial.Trial.Key.Learner).Settings as IAdapterTraining,
                TaskSizes.Of(run, shop, trial.Trial, trial.Trial.Tasks[0], prompt, cancellation).GamesRemembered)),
        ]);
    }

    /// <summary>Seconds of each learner, over all of its trials, in the plan's order.</summary>
    /// <param name="plan">The run's, or the run's with fewer seeds or blocks.</param>
    public IReadOnlyList<(string Learner, double Seconds)> Of(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return
        [
            .. plan.Learners.Select(learner => (
                learner.Name, _fits.Where(fit => fit.Learner == learner.Name).Sum(fit => plan.Seeds * fit.Streams * fit.Seconds(plan)))),
        ];
    }

    /// <summary>Seconds of one block of a learner, as a mean over its trials.</summary>
    /// <param name="plan">The run's.</param>
    /// <param name="learner">As the plan names it.</param>
    /// <param name="block">0 is the exam before any practice.</param>
    public double BlockOf(Plan plan, string learner, int block)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var fits = _fits.Where(fit => fit.Learner == learner).ToList();
        return fits.Sum(fit => fit.Streams * fit.Block(plan, block)) / fits.Sum(fit => fit.Streams);
    }

    /// <summary>Seconds of all learners together.</summary>
    public double Total(Plan plan) => Of(plan).Sum(learner => learner.Seconds);

    private sealed class Fitted
    {
        private readonly RehearsedTrial _rehearsed;
        private readonly int _tasks;
        private readonly double _replayShare;
        private readonly double _remembered;
        private readonly bool _keepsNothing;
        private readonly double _fixed;
        private readonly double _perEpisode;

        public Fitted(RehearsedTrial rehearsed, int streams, int tasks, IAdapterTraining? training, double remembered)
        {
            (_rehearsed, Streams, _tasks, _replayShare) = (rehearsed, streams, tasks, training?.ReplayShare ?? 0);
            var learner = rehearsed.Trial.Learner;
            _keepsNothing = learner.KeepsNothing;
            _remembered = learner.Path is LearnerPath.Weights ? 0 : remembered;
            var (few, many) = (Episodes(rehearsed.Practice[0], 0), Episodes(rehearsed.Practice[1], rehearsed.Practice[0]));
            var (quick, slow) = (rehearsed.Studies[1], rehearsed.Studies[2]);
            _perEpisode = many > few ? Math.Max(0, (slow - quick) / (many - few)) : (quick + slow) / (few + many);
            _fixed = Math.Max(0, quick - (_perEpisode * few));
            // Where the larger study was out of proportion dear, all of it goes by the episode.
            _perEpisode = _fixed == 0 ? slow / many : _perEpisode;
        }

        public string Learner => _rehearsed.Trial.Key.Learner;

        public int Streams { get; }

        /// <summary>One trial with all its blocks.</summary>
        public double Seconds(Plan plan) => Enumerable.Range(0, plan.Blocks + 1).Sum(block => Block(plan, block));

        /// <summary>One of its blocks.</summary>
        public double Block(Plan plan, int block)
        {
            if (block == 0)
            {
                return _tasks * _rehearsed.Exams[0];
            }

            var before = plan.PracticeUpTo(block - 1);
            var study = _fixed + (_perEpisode * Episodes(plan.PracticeOf(block), before));
            return study + (_keepsNothing ? 0 : _tasks * Exam(before + plan.PracticeOf(block)));
        }

        // Of earlier ones no more can be replayed than there are.
        private double Episodes(int fresh, long before) => fresh + Math.Min(before, fresh * _replayShare / (1 - _replayShare));

        private double Exam(long practised)
        {
            var (first, second) = (Held(_rehearsed.Practice[0]), Held(_rehearsed.Practice[0] + _rehearsed.Practice[1]));
            if (second <= first)
            {
                return (_rehearsed.Exams[1] + _rehearsed.Exams[2]) / 2;
            }

            var slope = Math.Max(0, (_rehearsed.Exams[2] - _rehearsed.Exams[1]) / (second - first));
            return _rehearsed.Exams[1] + (slope * (Held(practised) - first));
        }

        private double Held(long practised) => Math.Min(practised, _remembered);
    }
}

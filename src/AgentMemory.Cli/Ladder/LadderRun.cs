using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Checks;
using AgentMemory.Cli.Runs;
using AgentMemory.Cli.Processes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Forecasts;
using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Inference.Catalogue;

namespace AgentMemory.Cli.Ladder;

/// <summary>What a ladder found.</summary>
/// <param name="Rows">One for each task.</param>
/// <param name="Trials">Settings that were tried for each path and task: styles and both figures for memory; rates and both figures for weights.</param>
/// <param name="Remarks">What was left out and why.</param>
internal sealed record LadderResult(IReadOnlyList<LadderRow> Rows, LadderTrials Trials, IReadOnlyList<string> Remarks);

/// <summary>How many settings were tried for a path on a task: at most so many, of which the best was kept.</summary>
internal sealed record LadderTrials(int Memory, int Weights);

/// <summary>Runs a ladder's comparisons one after another, each over the same model.</summary>
internal sealed class LadderRun
{
    private readonly Home _home;
    private readonly LadderPlan _plan;
    private readonly string _model;
    private readonly LadderStages _stages;
    private readonly int? _threads;
    private readonly Action<string> _tell;
    private readonly List<string> _remarks = [];
    private readonly FirstExams _exams = new();

    /// <param name="home">Where the project's files lie.</param>
    /// <param name="plan">What it is set by.</param>
    /// <param name="model">As users name it.</param>
    /// <param name="device">What computes.</param>
    /// <param name="threads">As typed.</param>
    /// <param name="tell">Takes a line of progress.</param>
    public LadderRun(Home home, LadderPlan plan, string model, string device, int? threads, Action<string> tell)
    {
        (_home, _plan, _model, _threads, _tell) = (home, plan, model, threads, tell);
        var learners = Catalogue.Learners;
        _stages = new LadderStages(
            plan,
            model,
            device,
            new LadderLearners(
                learners.Named("context"), learners.Named("scrambled"), learners.Named("lora"), learners.Named("shuffled")),
            new TaskCatalogue(PromptBook.Load(home.Prompts)));
    }

    /// <summary>What was left out so far, and why.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Chooses a style and a figure for each task, fills the table, and tries more rates where something passed.</summary>
    /// <param name="styles">What may be chosen.</param>
    /// <param name="cancellation">Ends it.</param>
    public LadderResult Execute(IReadOnlyList<PromptStyle> styles, CancellationToken cancellation)
    {
        Foretell(styles, cancellation);
        var chosen = Choose(styles, cancellation);
        var rows = new Dictionary<string, LadderRow>(StringComparer.Ordinal);
        foreach (var group in chosen.GroupBy(choice => choice.Style))
        {
            string[] tasks = [.. group.Select(choice => choice.Task)];
            _tell($"style {Word(group.Key)}: histories of {string.Join(" and ", _plan.Histories)} episodes in {_plan.Worlds} worlds of {Tasks(tasks)}");
            var memory = Blocks(_stages.Memory(group.Key, tasks), cancellation);
            _tell($"style {Word(group.Key)}: an adapter from {_plan.Histories[0]} episodes, learning rate {Number(_plan.Rates[0])}");
            var weights = Blocks(_stages.Weights(group.Key, tasks, _plan.Rates[0]), cancellation);
            foreach (var choice in group)
            {
                rows[choice.Task] = Row(
                    choice, Streams(tasks, choice.Task, _plan.Worlds), memory, Streams(tasks, choice.Task, _plan.ChoiceWorlds), weights);
            }
        }

        // As many rates as styles: both paths get the same number of settings, where the first rate was not enough.
        var rates = _plan.Rates.Skip(1).Take(styles.Count - 1).ToList();
        foreach (var rate in rates)
        {
            foreach (var group in rows.Values.Where(row => row.Word is LadderWord.Context).GroupBy(row => row.Style).ToList())
            {
                string[] tasks = [.. group.Select(row => row.Task)];
                _tell($"style {Word(group.Key)}: learning rate {Number(rate)} on {Tasks(tasks)}");
                var weights = Blocks(_stages.Weights(group.Key, tasks, rate), cancellation);
                foreach (var row in group.ToList())
                {
                    rows[row.Task] = Better(row, WithWeights(row, Streams(tasks, row.Task, _plan.ChoiceWorlds), weights, rate));
                }
            }
        }

        return new LadderResult([.. _plan.Tasks.Select(task => rows[task])], new LadderTrials(2 * styles.Count, 2 * (1 + rates.Count)), _remarks);
    }

    // From tokens a second, as if every style fitted and something passed on every task.
    private void Foretell(IReadOnlyList<PromptStyle> styles, CancellationToken cancellation)
    {
        _tell("how fast the model is here");
        var speed = ModelSpeed.Of(ModelCatalogue.Read(_home.Models).Resolve(_model), trains: true, TimeProvider.System, cancellation);
        var (choice, weights) = (_stages.Choice(styles[0]), _stages.Weights(styles[0], _plan.Tasks, _plan.Rates[0]));
        using var setup = new LearningSetup(_home, choice with { Learners = [.. choice.Learners, .. weights.Learners] }, _threads, cancellation: cancellation);
        var forecast = PlanForecast.Of(setup.Plan, setup.Workshop(artifacts: ""), setup.Prompt, cancellation).Learners;
        var read = Seconds(choice);
        var longer = (_plan.Histories.Count + 1) / 2.0 * _plan.Worlds / _plan.ChoiceWorlds;
        var seconds = ((styles.Count + longer) * read) + (Math.Min(_plan.Rates.Count, styles.Count) * Seconds(weights));
        _tell(FormattableString.Invariant($"it reads {speed.ReadingMany:N0} tokens/s and trains on {speed.Training:N0}: about {EstimateText.Span(seconds)}"));

        double Seconds(Plan plan) => speed.SecondsOf(
            forecast.Where(own => plan.Learners.Any(learner => learner.Name == own.Learner)).Aggregate(Cost.None, (sum, own) => sum + own.Cost),
            plan.Learners.Count(learner => learner.Settings is IAdapterTraining) * plan.Streams.Count);
    }

    /// <summary>Every style and figure on every task, behind the first history.</summary>
    /// <param name="styles">What is tried.</param>
    /// <param name="cancellation">Ends it.</param>
    public StyleTrials Try(IReadOnlyList<PromptStyle> styles, CancellationToken cancellation) =>
        StyleTrials.Of(_stages, _plan, styles, plan => Blocks(plan, cancellation), _tell, _remarks.Add);

    private List<StyleTrial> Choose(IReadOnlyList<PromptStyle> styles, CancellationToken cancellation)
    {
        var tried = Try(styles, cancellation);
        return [.. _plan.Tasks.Select(tried.BestOn)];
    }

    private LadderRow Row(
        StyleTrial choice, IReadOnlyList<int> streams, IReadOnlyList<BlockResult> memory, IReadOnlyList<int> trained, IReadOnlyList<BlockResult> weights)
    {
        LadderScores Scores(string learner, int block) => LadderReading.Scores(memory, learner, block, streams, choice.IsCalibrated);
        return WithWeights(
            new LadderRow
            {
                Task = choice.Task,
                Style = choice.Style,
                CalibratesMemory = choice.IsCalibrated,
                CalibratesWeights = false,
                Rate = 0,
                Frozen = Scores("context", 0),
                Histories = [.. _plan.Histories.Select((count, i) => new LadderHistory(count, Scores("context", i + 1), Scores("scrambled", i + 1)))],
                Lora = new LadderScores([]),
                Shuffled = new LadderScores([]),
                Word = LadderWord.Neither,
            },
            trained,
            weights,
            _plan.Rates[0]);
    }

    private LadderRow WithWeights(LadderRow row, IReadOnlyList<int> streams, IReadOnlyList<BlockResult> weights, double rate) =>
        new[] { false, true }.Select(isCalibrated =>
        {
            var (lora, shuffled) = (
                LadderReading.Scores(weights, "lora", 1, streams, isCalibrated), LadderReading.Scores(weights, "shuffled", 1, streams, isCalibrated));
            return row with
            {
                CalibratesWeights = isCalibrated,
                Rate = rate,
                Lora = lora,
                Shuffled = shuffled,
                Word = LadderReading.Word(_plan, row.Frozen, row.Histories, lora, shuffled),
            };
        }).Aggregate(Better);

    private static LadderRow Better(LadderRow one, LadderRow other) =>
        (other.Lora.Lead(other.Shuffled).Value ?? double.NegativeInfinity) > (one.Lora.Lead(one.Shuffled).Value ?? double.NegativeInfinity) ? other : one;

    private IReadOnlyList<int> Streams(IReadOnlyList<string> tasks, string task, int worlds) => _stages.StreamsOf(tasks, task, worlds);

    private IReadOnlyList<BlockResult> Blocks(Plan plan, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("agentmemory-ladder-");
        try
        {
            using var setup = new LearningSetup(_home, plan, _threads, cancellation: cancellation);
            using var ledger = SqliteLedger.Open(Path.Combine(folder.FullName, "ledger.db"));
            ledger.Begin(setup.IdentityOf(setup.Plan));
            var examiner = _exams.In(plan.Style, setup.ExaminerOf(fresh: false));
            return Comparison.Run(setup.Plan, setup.Workshop(Path.Combine(folder.FullName, "artifacts"), examiner), ledger, cancellation).Blocks;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Tasks(IReadOnlyList<string> tasks) => tasks.Count == 1 ? tasks[0] : FormattableString.Invariant($"{tasks.Count} tasks");

    private static string Word(PromptStyle style) => PlanWords.Of(style);

    private static string Number(double rate) => FormattableString.Invariant($"{rate:0.#####}");
}

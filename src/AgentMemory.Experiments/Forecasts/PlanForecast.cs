using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Experiments.Forecasts;

/// <summary>
/// What can be said of a plan before it is run: what its verdict could show, after which block its worlds have nothing more to tell, and
/// about how many tokens and operations each learner will take. No model is asked.
/// </summary>
public sealed record PlanForecast
{
    /// <summary>The share of the hidden bits from which on nothing that matters is left to learn.</summary>
    public const double ShareLearnt = 0.95;

    public required PlanPower Power { get; init; }

    public required IReadOnlyList<TaskForecast> Tasks { get; init; }

    public required IReadOnlyList<LearnerForecast> Learners { get; init; }

    /// <summary>Works it out from the plan's own tasks and seeds, with games that are played at random.</summary>
    /// <param name="plan">The run's.</param>
    /// <param name="shop">The run's; tokens are counted as its model does.</param>
    /// <param name="prompt">The renderer.</param>
    public static PlanForecast Of(Plan plan, Workshop shop, PlayPrompt prompt, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shop);
        ArgumentNullException.ThrowIfNull(prompt);
        var trials = Schedule.Draw(plan, shop.Learners, shop.Tasks);
        var games = new SharedExperience(plan, shop.Time);
        var worlds = trials.Where(trial => !trial.Learner.PractisesInAnotherWorld).DistinctBy(trial => (trial.Key.Seed, trial.Key.Stream)).ToList();
        return new PlanForecast
        {
            Power = PowerOf(plan, worlds),
            Tasks =
            [
                .. worlds.SelectMany(trial => trial.Tasks.Select(task => (Trial: trial, Task: task)))
                    .GroupBy(pair => pair.Task.Name, StringComparer.Ordinal)
                    .Select(task => TaskOf(plan, games, task.Key, [.. task], cancellation)),
            ],
            Learners =
            [
                .. trials.GroupBy(trial => trial.Key.Learner, StringComparer.Ordinal).Select(own => new LearnerForecast(
                    own.Key, own.Aggregate(Cost.None, (cost, trial) => cost + CostOf(plan, shop, trial, prompt, cancellation)))),
            ],
        };
    }

    /// <summary>What the plan's verdict could show; exams that are exact add no noise of their own.</summary>
    /// <param name="plan">The run's.</param>
    /// <param name="trials">Of the plan, each of its worlds in one at least.</param>
    public static PlanPower PowerOf(Plan plan, IEnumerable<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var isExact = plan.ExamTemperature == 0
            && trials.All(trial => trial.Tasks.All(task => task.Task.StateExam.IsKnown || task.Task.Partition.Value?.ExamQuestions is not null));
        return PlanPower.Of(plan.Seeds, plan.Blocks + 1, plan.Epsilon, isExact ? null : plan.Exam);
    }

    private static TaskForecast TaskOf(
        Plan plan, SharedExperience games, string name, IReadOnlyList<(Trial Trial, PlannedTask Task)> worlds, CancellationToken cancellation)
    {
        var first = worlds[0].Task.Task;
        var isCounted = first.HiddenBits.IsKnown && first.Evidence.IsKnown;
        var hidden = isCounted ? worlds.Average(world => world.Task.Task.HiddenBits.Value) : 0;
        var told = new double[plan.Blocks + 1];
        var states = new StatesForecast(0, 0);
        foreach (var (trial, task) in worlds)
        {
            var meter = isCounted ? task.Task.Evidence.Value!.Begin() : null;
            var met = new HashSet<string>(StringComparer.Ordinal);
            for (var block = 1; block <= plan.Blocks; block++)
            {
                foreach (var game in trial.TaskOf(block, plan.Blocks).Task == task.Task ? games.Of(trial, block, cancellation) : [])
                {
                    meter?.Read(game);
                    met.UnionWith(StatesOf(task.Task, game));
                }

                told[block] += (meter?.Bits ?? 0) / worlds.Count;
            }

            if (task.Task.StateExam.Value is { } exam)
            {
                states = new StatesForecast(
                    states.Asked + ((double)exam.States.Count / worlds.Count),
                    states.Met + ((double)exam.States.Count(state => met.Contains(state.Key)) / worlds.Count));
            }
        }

        var learnt = Array.FindIndex(told, bits => bits > ShareLearnt * hidden);
        return new TaskForecast(
            name,
            isCounted ? hidden : null,
            first,
            hidden > 0 && learnt > 0 ? learnt : null,
            isCounted ? null : first.HiddenBits.WhyNot ?? first.Evidence.WhyNot)
        {
            States = states.Asked > 0 ? states : null,
        };
    }

    // The states to which a game led, where the task is examined in each.
    private static IEnumerable<string> StatesOf(ITask task, EpisodeRecord game)
    {
        if (task.StateExam.Value is not { } exam)
        {
            yield break;
        }

        var moment = task.Practice(game.Seed);
        foreach (var move in game.Moves)
        {
            yield return exam.KeyOf(moment);
            moment = moment.After(move.Reply);
        }
    }

    /// <summary>Tokens that are read once for a batch are counted once; what a learner writes to itself is not counted.</summary>
    private static Cost CostOf(Plan plan, Workshop shop, Trial trial, PlayPrompt prompt, CancellationToken cancellation)
    {
        var model = shop.Model;
        var cost = Cost.None;
        var practised = 0L;
        if (trial.Learner.AsksNoModel)
        {
            return cost;
        }

        var sizes = trial.Tasks.ToDictionary(task => task, task => TaskSizes.Of(plan, shop, trial, task, prompt, cancellation));
        for (var block = 0; block <= plan.Blocks; block++)
        {
            if (block > 0)
            {
                var games = plan.PracticeOf(block);
                var played = sizes[trial.TaskOf(block, plan.Blocks)];
                cost += plan.Experience == ExperienceSource.Shared
                    ? Cost.None
                    : Asked(model.Card, played, games, Memory(trial, played, practised), plan.Batch, played.Moves);
                practised += games;
                cost += Trained(model.Card, plan.Learners.First(learner => learner.Name == trial.Key.Learner), played, games);
            }

            // An unchanged artifact sits no exam twice.
            if (block == 0 || !trial.Learner.KeepsNothing)
            {
                cost += sizes.Values.Aggregate(Cost.None, (sum, task) => sum + Asked(
                    model.Card, task, task.Questions * trial.Learner.ExamAttempts, Memory(trial, task, practised), plan.Batch, task.Turns));
            }
        }

        return cost;
    }

    private static double Memory(Trial trial, TaskSizes task, long practised) => trial.Learner.Path is LearnerPath.Memory or LearnerPath.Both
        ? Math.Min(task.Room, practised * task.Game)
        : 0;

    private static Cost Asked(ModelCard card, TaskSizes task, double games, double memory, int batch, double turns)
    {
        var prefix = task.Documents + memory;
        var read = (Math.Ceiling(games / batch) * prefix) + (games * turns * task.Turn);
        var written = games * turns * task.Reply;
        return new Cost
        {
            TokensRead = (long)read,
            TokensWritten = (long)written,
            Flops = card.ForwardFlops((long)(read + written), prefix),
        };
    }

    private static Cost Trained(ModelCard card, LearnerPlan learner, TaskSizes task, int games)
    {
        if (learner.Settings is not IAdapterTraining training)
        {
            return Cost.None;
        }

        var room = Math.Max(task.Game, training.BatchTokens - task.Documents);
        var tokens = (double)training.Epochs * games / (1 - training.ReplayShare) * (task.Game + (task.Documents * task.Game / room));
        // Backward takes twice what forward takes.
        return new Cost { TokensTrained = (long)tokens, Flops = 3 * card.ForwardFlops((long)tokens, task.Documents) };
    }
}

/// <summary>What can be said of a task before a run.</summary>
/// <param name="Task">As the plan names it.</param>
/// <param name="HiddenBits">Mean over the plan's worlds; null where they cannot be counted.</param>
/// <param name="First">The first of the plan's worlds, by which its exam can be described.</param>
/// <param name="LearntAfter">The block after which a player at random has been told nearly all; null where none is.</param>
/// <param name="WhyNot">Why bits cannot be counted; null where they can.</param>
public sealed record TaskForecast(string Task, double? HiddenBits, ITask First, int? LearntAfter, string? WhyNot)
{
    /// <summary>Of an exam by states; null elsewhere.</summary>
    public StatesForecast? States { get; init; }
}

/// <summary>How much of an exam by states could be remembered from practice: means over the plan's worlds.</summary>
/// <param name="Asked">Decision states of the exam.</param>
/// <param name="Met">Those of them to which the plan's practice leads, played at random.</param>
public sealed record StatesForecast(double Asked, double Met);

/// <summary>About what a learner takes in all of its trials.</summary>
public sealed record LearnerForecast(string Learner, Cost Cost);

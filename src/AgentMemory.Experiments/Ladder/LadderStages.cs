using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Ladder;

/// <summary>
/// The comparisons that a ladder consists of, as plans: all on worlds of tuning, in which nothing is ever reported, and on episodes of a
/// seeded player that all learners share.
/// </summary>
/// <param name="plan">What it is set by.</param>
/// <param name="model">As users name it.</param>
/// <param name="device">What computes.</param>
/// <param name="learners">Those of <see cref="LadderLearners"/>.</param>
/// <param name="catalogue">Knows the tasks.</param>
public sealed class LadderStages(LadderPlan plan, string model, string device, LadderLearners learners, ITaskCatalogue catalogue)
{
    /// <summary>The learner that keeps its episodes as they were.</summary>
    public string True => learners.Context.Name;

    /// <summary>Its twin, from whose episodes what they revealed is permuted.</summary>
    public string Scrambled => learners.Scrambled.Name;

    /// <summary>The numbers of a task's streams in a comparison over these tasks.</summary>
    /// <param name="tasks">Those of the comparison.</param>
    /// <param name="task">One of them.</param>
    /// <param name="worlds">Worlds of each.</param>
    public IReadOnlyList<int> StreamsOf(IReadOnlyList<string> tasks, string task, int worlds)
    {
        var from = tasks.TakeWhile(other => other != task).Sum(other => WorldsOf(other, worlds).Count);
        return [.. Enumerable.Range(from, WorldsOf(task, worlds).Count)];
    }

    /// <summary>The task in its worlds of tuning; one that has none, since it names its world, is taken itself.</summary>
    /// <param name="task">As users name it.</param>
    /// <param name="count">Worlds.</param>
    public IReadOnlyList<string> WorldsOf(string task, int count)
    {
        var family = catalogue.FamilyOf(task);
        var parameters = TaskParameters.Parse(task);
        return
        [
            .. Enumerable.Range(0, count).Select(world => family?.TuningWorld(parameters, TuningSeeds.First + (ulong)world)?.ToString() ?? task)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Every task in a style, behind the first history alone: what styles and calibrations are chosen by.</summary>
    public Plan Choice(PromptStyle style) =>
        Of(style, plan.Tasks, plan.ChoiceWorlds, [plan.Histories[0]], [learners.Context, learners.Scrambled]);

    /// <summary>Tasks in the style that was chosen for them, behind all histories.</summary>
    public Plan Memory(PromptStyle style, IReadOnlyList<string> tasks) =>
        Of(style, tasks, plan.Worlds, [.. Increments()], [learners.Context, learners.Scrambled]);

    /// <summary>The same tasks learnt into an adapter, and into one from lessons that are not true.</summary>
    public Plan Weights(PromptStyle style, IReadOnlyList<string> tasks, double rate) => Of(
        style, tasks, plan.ChoiceWorlds, [plan.Histories[0]], [WithAdapter(learners.Lora, rate), WithAdapter(learners.Shuffled, rate)]);

    private Plan Of(PromptStyle style, IReadOnlyList<string> tasks, int worlds, IReadOnlyList<int> practice, IReadOnlyList<LearnerPlan> chosen) => new()
    {
        Name = "ladder",
        Model = model,
        Device = device,
        Seed = plan.Seed,
        Streams = [.. tasks.SelectMany(task => WorldsOf(task, worlds)).Select(world => (IReadOnlyList<string>)[world])],
        Learners = chosen,
        Seeds = 1,
        Blocks = practice.Count,
        Practice = practice,
        Experience = ExperienceSource.Shared,
        Exam = plan.Exam,
        Batch = plan.Batch,
        ContextTokens = plan.ContextTokens,
        EpisodeTokens = plan.EpisodeTokens,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
        Style = style,
        CalibratesMemory = true,
        CalibratesWeights = true,
        ThinkingTokens = plan.ThinkingTokens,
        KeepsThoughts = plan.KeepsThoughts,
    };

    private IEnumerable<int> Increments() => plan.Histories.Select((count, i) => i == 0 ? count : count - plan.Histories[i - 1]);

    private LearnerPlan WithAdapter(LearnerPlan learner, double rate) => learner with
    {
        Settings = LadderLearners.WithAdapter(learner.Settings, plan.Rank, plan.Passes, rate),
    };
}

/// <summary>The learners of a ladder, each as the catalogue sets it.</summary>
/// <param name="Context">Keeps episodes in its window.</param>
/// <param name="Scrambled">The same with what they revealed permuted.</param>
/// <param name="Lora">Trains an adapter on them.</param>
/// <param name="Shuffled">The same with what they revealed permuted.</param>
public sealed record LadderLearners(LearnerPlan Context, LearnerPlan Scrambled, LearnerPlan Lora, LearnerPlan Shuffled)
{
    // Short lessons all fit into one batch, so that a pass is a step over all of them.
    private const int BatchTokens = 1024;

    /// <summary>Settings of a learner with an adapter of this rank, trained so: on replies alone, without replay.</summary>
    public static LearnerSettings WithAdapter(LearnerSettings settings, int rank, int passes, double rate)
    {
        FormattableString[] changes =
        [
            $"adapter.rank={rank}", $"adapter.alpha={2 * rank}", $"adapter.epochs={passes}", $"adapter.learning_rate={rate}",
            $"adapter.batch_tokens={BatchTokens}", $"weighting.observation_loss_weight={0}", $"replay.share={0}",
        ];
        return SettingList.Of(settings).Changed(
            settings,
            changes.Select(change => FormattableString.Invariant(change).Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
    }
}

using AgentMemory.Agents;
using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Fields;
using AgentMemory.Games;
using AgentMemory.Memory;
using AgentMemory.Weights;

namespace AgentMemory.Cli;

/// <summary>Everything there is to choose from: games, fields, learners. The one place that knows them all.</summary>
internal static class Catalogue
{
    private static readonly SortedDictionary<string, Func<WeightsTools, LearnerSettings, ILearner>> Learners = new(StringComparer.Ordinal)
    {
        ["frozen"] = (tools, settings) => new FrozenLearner(tools, settings),
        ["retry"] = (tools, settings) => new RetryLearner(tools, settings),
        ["told"] = (tools, settings) => new ToldLearner("told", tools, settings, withExamples: false),
        ["told+reasons"] = (tools, settings) => new ToldLearner("told+reasons", tools, settings, withExamples: true),
        ["scribe"] = (tools, settings) => new ScribeLearner(tools, settings),
        ["ideal"] = (tools, settings) => new IdealLearner(tools, settings),
        ["other-world"] = (tools, settings) => new OtherWorldLearner(new ContextLearner(tools, settings)),
        ["shuffled"] = (tools, settings) => new ShuffledLearner(new LoraLearner(tools, settings, TimeProvider.System)),
        ["lora-random"] = (tools, settings) => new UntrainedLearner(tools, own => new LoraLearner(own, settings, TimeProvider.System)),
        ["context"] = (tools, settings) => new ContextLearner(tools, settings),
        ["notes"] = (tools, settings) => new NotesLearner(tools, settings),
        ["rag"] = (tools, settings) => new RagLearner(tools, settings),
        ["memory"] = (tools, settings) => new MemoryLearner(tools, settings),
        ["lora"] = (tools, settings) => new LoraLearner(tools, settings, TimeProvider.System),
        ["lora-read"] = (tools, settings) => new LoraReadLearner(tools, settings, TimeProvider.System),
        ["lora-rl"] = (tools, settings) => new LoraRlLearner(tools, settings, TimeProvider.System),
        ["online"] = (tools, settings) => LoraLearner.Online(tools, settings, TimeProvider.System),
        ["fast-slow"] = (tools, settings) => new FastSlowLearner(tools, settings, TimeProvider.System),
        ["memory+lora"] = MemoryAndLora,
        ["sleep"] = (tools, settings) => Sleeper("sleep", tools, settings, "context", (t, s) => new ContextLearner(t, s)),
        ["sleep-notes"] = (tools, settings) => Sleeper("sleep-notes", tools, settings, "notes", (t, s) => new NotesLearner(t, s)),
    };

    /// <summary>Every learner's id.</summary>
    public static IReadOnlyCollection<string> LearnerIds => Learners.Keys;

    /// <summary>The controls that a comparison should have.</summary>
    public static ControlNames Controls { get; } = new(NoLearning: "frozen", BestOfAttempts: "retry");

    /// <summary>A learner as a plan sets it.</summary>
    /// <exception cref="UserErrorException">Unknown, or a setting cannot be used.</exception>
    public static ILearner Learner(LearnerPlan plan, WeightsTools tools) => Learners.TryGetValue(plan.Id, out var make)
        ? make(tools, new LearnerSettings(plan.Id, plan.Settings))
        : throw new UserErrorException(
            $"there is no learner \"{plan.Id}\"; the learners are {string.Join(", ", Learners.Keys)}{NearestName.Hint(plan.Id, Learners.Keys)}");

    // The only two places where one path meets the other, through ILearner.
    private static SleepLearner Sleeper(
        string id, WeightsTools tools, LearnerSettings settings, string memory, Func<LearnerTools, LearnerSettings, ILearner> teacher)
    {
        var own = settings.Under(memory, "teacher_");
        return new SleepLearner(id, tools, settings, t => teacher(t, own), TimeProvider.System);
    }

    private static MemoryLoraLearner MemoryAndLora(WeightsTools tools, LearnerSettings settings)
    {
        var own = settings.Under("context", "memory_");
        return new MemoryLoraLearner(tools, settings, t => new ContextLearner(t, own), TimeProvider.System);
    }

    /// <summary>Every family of tasks by its name.</summary>
    public static IReadOnlyDictionary<string, ITaskFamily> Families(PromptBook prompts) =>
        new GameCatalogue(prompts).Families.Concat(FieldCatalogue.Families)
            .ToDictionary(family => family.Name, StringComparer.Ordinal);

    /// <summary>The task of a name: a field, a game, or a game file.</summary>
    /// <exception cref="UserErrorException">There is no such task, or a parameter cannot be used.</exception>
    public static ITask Task(string name, PromptBook prompts)
    {
        if (FieldCatalogue.Knows(name))
        {
            return FieldCatalogue.Resolve(name);
        }

        var games = new GameCatalogue(prompts);
        return games.Knows(name)
            ? games.Resolve(name)
            : throw new UserErrorException(
                $"there is no game or field \"{name}\"; the families are {string.Join(", ", Families(prompts).Keys)}"
                + NearestName.Hint(TaskParameters.Parse(name).Family, Families(prompts).Keys));
    }

    /// <summary>What other programs and models may play: families by name. A file is read for people alone, not for whoever calls.</summary>
    public static GameSource Playable(PromptBook prompts)
    {
        var families = Families(prompts);
        return new GameSource([.. families.Keys.Order(StringComparer.Ordinal)], name => families.ContainsKey(TaskParameters.Parse(name).Family)
            ? Task(name, prompts)
            : throw new UserErrorException(
                $"there is no game or field \"{name}\"; the families are {string.Join(", ", families.Keys.Order(StringComparer.Ordinal))}"
                + NearestName.Hint(TaskParameters.Parse(name).Family, families.Keys)));
    }
}

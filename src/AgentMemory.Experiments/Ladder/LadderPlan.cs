using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Ladder;

/// <summary>What a ladder is set by (schema <c>agentmemory.ladder/1</c>); every field of the file is required.</summary>
public sealed record LadderPlan
{
    private const string Schema = "agentmemory.ladder/1";

    /// <summary>Rules every random choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The rungs, easiest first, as users name tasks; without seeds.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Worlds of every task by which style and calibration are chosen, and in which adapters are trained.</summary>
    public required int ChoiceWorlds { get; init; }

    /// <summary>Worlds in which histories are read; those of the choice are among them.</summary>
    public required int Worlds { get; init; }

    /// <summary>Episodes of a history, rising. The first number is also what styles are chosen and adapters trained by.</summary>
    public required IReadOnlyList<int> Histories { get; init; }

    /// <summary>Exam questions, of both parts each; or episodes.</summary>
    public required int Exam { get; init; }

    /// <summary>Questions asked side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>The window, in tokens.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Of these, kept free for the question.</summary>
    public required int EpisodeTokens { get; init; }

    /// <summary>Rank of the adapters.</summary>
    public required int Rank { get; init; }

    /// <summary>Passes over the first history's episodes.</summary>
    public required int Passes { get; init; }

    /// <summary>Learning rates, in the order in which they are tried; those after the first only where something passed.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>A path passes where it is ahead of its control by so much, on the score's scale (0 random, 1 best).</summary>
    public required double Lead { get; init; }

    /// <summary>And where the model that learnt nothing scores less than this.</summary>
    public required double KnownFrom { get; init; }

    /// <summary>Tokens to think before each reply: those of the plan whose style is chosen, and none in a ladder of its own.</summary>
    public int ThinkingTokens { get; init; }

    /// <summary>What becomes of such thoughts; see <see cref="Plan.KeepsThoughts"/>.</summary>
    public bool KeepsThoughts { get; init; }

    /// <summary>Reads a plan from its text; <paramref name="file"/> names it in errors.</summary>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static LadderPlan Parse(string file, string text)
    {
        var map = YamlMap.Parse(file, text);
        map.Word("schema", Schema);
        var (histories, rates) = (new NumberRange<int>(1, 100_000), new NumberRange<double>(1e-7, 1));
        var plan = new LadderPlan
        {
            Seed = map.Seed("seed"),
            Tasks = map.List("tasks", node => map.Scalar("tasks", node)),
            ChoiceWorlds = map.Whole("choice_worlds", 1, 100),
            Worlds = map.Whole("worlds", 1, 100),
            Histories = map.List("histories", node => map.Number("histories", node, histories)),
            Exam = map.Number("exam", PlanRanges.Exam),
            Batch = map.Whole("batch", 1, 256),
            ContextTokens = map.Number("context_tokens", PlanRanges.Window),
            EpisodeTokens = map.Whole("episode_tokens", 16, 10_000_000),
            Rank = map.Whole("rank", 1, 1024),
            Passes = map.Whole("passes", 1, 10_000),
            Rates = map.List("rates", node => map.Number("rates", node, rates)),
            Lead = map.Number("lead", 0, 2),
            KnownFrom = map.Number("known_from", 0, 1),
        };
        map.RefuseUnread();
        return plan.Tasks.Count > 0 && plan.Rates.Count > 0 && plan.Histories.Count > 0 && plan.Histories.Order().Distinct().SequenceEqual(plan.Histories)
            ? plan.ChoiceWorlds <= plan.Worlds ? plan : throw map.WrongKey("choice_worlds", "choice_worlds is at most worlds; lower it")
            : throw map.WrongKey("histories", "tasks, rates and histories each need an entry, and histories rise");
    }
}

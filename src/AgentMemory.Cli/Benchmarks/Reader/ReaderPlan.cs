using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Benchmarks.Reader;

/// <summary>What the benchmark reader is set by (schema <c>agentmemory.reader/1</c>); every field is required.</summary>
internal sealed record ReaderPlan
{
    private const string Schema = "agentmemory.reader/1";

    public required string Name { get; init; }

    /// <summary>Rules every random choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Worlds of every task.</summary>
    public required int Worlds { get; init; }

    /// <summary>How many games were told before an exam, ascending.</summary>
    public required IReadOnlyList<int> Games { get; init; }

    /// <summary>Questions asked side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>The window of the player, in tokens.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Of these, kept free for the question.</summary>
    public required int EpisodeTokens { get; init; }

    /// <summary>As users name tasks, without seeds.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Reads a plan from its text; <paramref name="file"/> names it in errors.</summary>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static ReaderPlan Parse(string file, string text)
    {
        var map = YamlMap.Parse(file, text);
        map.Word("schema", Schema);
        var games = new NumberRange<int>(0, 100_000);
        var plan = new ReaderPlan
        {
            Name = map.Text("name"),
            Seed = map.Seed("seed"),
            Worlds = map.Whole("worlds", 1, 100_000),
            Games = map.List("games", node => map.Number("games", node, games)),
            Batch = map.Whole("batch", 1, 64),
            ContextTokens = map.Whole("context_tokens", 64, 10_000_000),
            EpisodeTokens = map.Whole("episode_tokens", 16, 10_000_000),
            Tasks = map.List("tasks", node => map.Scalar("tasks", node)),
        };
        map.RefuseUnread();
        if (plan.Games.Count == 0 || plan.Tasks.Count == 0 || !plan.Games.Order().Distinct().SequenceEqual(plan.Games))
        {
            throw map.WrongKey("games", "games and tasks each need an entry, and games rise");
        }

        return plan.EpisodeTokens < plan.ContextTokens
            ? plan
            : throw map.WrongKey("episode_tokens", "episode_tokens leaves no context for anything else; lower it");
    }
}

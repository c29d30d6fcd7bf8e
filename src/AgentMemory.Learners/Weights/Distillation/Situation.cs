using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Learners.Weights.Distillation;

/// <summary>A moment of an episode at which the teacher is asked: one line of <c>situations.jsonl</c>. No reply, no outcome.</summary>
public sealed record Situation
{
    public required string TaskId { get; init; }

    /// <summary>What is shown at the exam too.</summary>
    public required IReadOnlyList<Document> Documents { get; init; }

    public required IReadOnlyList<Step> Earlier { get; init; }

    public required string Text { get; init; }

    /// <summary>As in the view.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Thing { get; init; }

    /// <summary>The legal replies, or null where the reply is written.</summary>
    public IReadOnlyList<string>? Replies { get; init; }

    public int TokensMax { get; init; }

    public string? Grammar { get; init; }

    /// <summary>The moments of an episode, its middle included.</summary>
    public static IEnumerable<Situation> Of(EpisodeRecord episode, IReadOnlyList<Document> documents)
    {
        var earlier = new List<Step>();
        foreach (var move in episode.Moves)
        {
            yield return Of(episode.TaskId, move.View, documents) with { Earlier = [.. earlier] };
            earlier.Add(Step.Of(move.View, move.Reply));
        }
    }

    /// <summary>The first moment of an episode.</summary>
    public static Situation Of(string taskId, View view, IReadOnlyList<Document> documents)
    {
        ArgumentNullException.ThrowIfNull(view);
        var written = view.Reply as ReplyForm.Written;
        return new Situation
        {
            TaskId = taskId,
            Documents = documents,
            Earlier = [],
            Text = view.Text,
            Thing = view.Thing,
            Replies = (view.Reply as ReplyForm.OneOf)?.Replies,
            TokensMax = written?.TokensMax ?? 0,
            Grammar = written?.Grammar,
        };
    }

    /// <summary>As a player is asked.</summary>
    public Turn Turn(double temperature, ulong seed) => new()
    {
        TaskId = TaskId,
        Documents = Documents,
        Earlier = Earlier,
        View = new View(Text, Replies is null ? new ReplyForm.Written(TokensMax, Grammar) : new ReplyForm.OneOf(Replies))
        {
            Thing = Thing,
        },
        Temperature = temperature,
        Restricted = true,
        Seed = seed,
    };

    /// <summary>Situations of an artifact, oldest first.</summary>
    /// <exception cref="UserErrorException">A line cannot be read.</exception>
    public static IReadOnlyList<Situation> Read(string? path)
    {
        try
        {
            return path is null ? [] : [.. File.ReadLines(path).Select(l => JsonSerializer.Deserialize<Situation>(l)!)];
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"situations {path} cannot be read ({e.Message}); restore the file", e);
        }
    }

    /// <summary>Writes the latest of every task, one a line.</summary>
    public static void Write(string path, IReadOnlyList<Situation> situations, int max)
    {
        var tasks = Math.Max(1, situations.Select(s => s.TaskId).Distinct(StringComparer.Ordinal).Count());
        var left = situations.GroupBy(s => s.TaskId, StringComparer.Ordinal).SelectMany(g => g.TakeLast(max / tasks)).ToHashSet();
        File.WriteAllText(path, string.Concat(situations.Where(left.Contains).Select(s => JsonSerializer.Serialize(s) + "\n")));
    }
}

using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Learners.Weights.Experience;

/// <summary>An episode as lora keeps it for later blocks: one line of <c>experience.jsonl</c>.</summary>
public sealed record Lesson
{
    public required string TaskId { get; init; }

    /// <summary>What was shown at the exam too, in front of the episode.</summary>
    public required IReadOnlyList<Document> Documents { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The line that ended the episode.</summary>
    public required string Feedback { get; init; }

    /// <summary>0 for a random player's mean, 1 for the best possible.</summary>
    public required double Score { get; init; }

    /// <summary>
    /// The reply is the one that the end of the game told to be right, whatever was played: it counts in full, won or lost.
    /// </summary>
    public bool IsTold { get; init; }

    /// <summary>What stood in front of the episode when it was played, where that was more than documents.</summary>
    public string? Shown { get; init; }

    /// <summary>The latest of every task, in order, so that an old task is not pushed out by a new one.</summary>
    public static IEnumerable<Lesson> Latest(IReadOnlyList<Lesson> known, int max)
    {
        var tasks = known.Select(l => l.TaskId).Distinct(StringComparer.Ordinal).Count();
        var each = max / Math.Max(1, tasks);
        var left = known.GroupBy(l => l.TaskId, StringComparer.Ordinal).SelectMany(g => g.TakeLast(each)).ToHashSet();
        return known.Where(left.Contains);
    }

    /// <summary>Lessons of an artifact, oldest first; none where there is no such file.</summary>
    /// <exception cref="UserErrorException">A line cannot be read.</exception>
    public static IReadOnlyList<Lesson> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var lines = File.ReadAllLines(path);
        var lessons = new Lesson[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                lessons[i] = JsonSerializer.Deserialize<Lesson>(lines[i]) ?? throw new JsonException("the line is empty");
            }
            catch (JsonException e)
            {
                throw new UserErrorException($"lessons {path}, line {i + 1}, cannot be read ({e.Message}); restore the file", e);
            }
        }

        return lessons;
    }

    /// <summary>Writes lessons, one a line.</summary>
    public static void Write(string path, IEnumerable<Lesson> lessons) =>
        File.WriteAllText(path, string.Concat(lessons.Select(l => JsonSerializer.Serialize(l) + "\n")));

    /// <summary>An episode with its documents; where its end told the right reply, the first view with that.</summary>
    public static Lesson Of(EpisodeRecord episode, IReadOnlyList<Document> documents) => new()
    {
        TaskId = episode.TaskId,
        Documents = documents,
        Steps = episode is { Outcome.RightReply: { } right, Moves: [var first, ..] }
            ? [Step.Of(first.View, right)]
            : [.. episode.Moves.Select(m => Step.Of(m.View, m.Reply))],
        IsTold = episode.Outcome.RightReply is not null,
        Feedback = episode.Outcome.Feedback,
        Score = episode.Score,
    };
}

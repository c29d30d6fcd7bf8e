using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Core.Episodes;

namespace AgentMemory.Core.Play;

/// <summary>Episodes as JSON, one on a line: the same text for the same episode, and back without loss.</summary>
public static class EpisodeJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The episode on one line.</summary>
    public static string Write(EpisodeRecord episode) => JsonSerializer.Serialize(
        new Line(
            episode.TaskId,
            episode.Seed,
            episode.Outcome.Score,
            episode.Score,
            episode.Outcome.Feedback,
            episode.Outcome.RightReply,
            [.. episode.Moves.Select(MoveLine.Of)]),
        Options);

    /// <summary>The episode of a line that <see cref="Write"/> made.</summary>
    /// <exception cref="UserErrorException">The line is something else; <paramref name="place"/> says where it stands.</exception>
    public static EpisodeRecord Read(string line, string place)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Line>(line, Options) ?? throw new JsonException("is null");
            return new EpisodeRecord
            {
                TaskId = read.Task,
                Seed = read.Seed,
                Moves = [.. read.Moves.Select(m => m.ToMove())],
                Outcome = new Outcome(read.Raw, read.Feedback) { RightReply = read.RightReply },
                Score = read.Score,
            };
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{place}: is not an episode ({e.Message}); restore the file", e);
        }
    }

    /// <summary>All episodes of a file, one a line.</summary>
    public static IReadOnlyList<EpisodeRecord> ReadFile(string path) =>
        [.. File.ReadLines(path).Select((line, i) => Read(line, $"{path}, line {i + 1}"))];

    /// <summary>Writes a file, one episode a line.</summary>
    public static void WriteFile(string path, IEnumerable<EpisodeRecord> episodes) =>
        File.WriteAllText(path, string.Concat(episodes.Select(e => Write(e) + "\n")));

    private sealed record Line(
        [property: JsonPropertyName("task"), JsonRequired] string Task,
        [property: JsonPropertyName("seed"), JsonRequired] ulong Seed,
        [property: JsonPropertyName("raw"), JsonRequired] double Raw,
        [property: JsonPropertyName("score"), JsonRequired] double Score,
        [property: JsonPropertyName("feedback"), JsonRequired] string Feedback,
        [property: JsonPropertyName("right")] string? RightReply,
        [property: JsonPropertyName("moves"), JsonRequired] IReadOnlyList<MoveLine> Moves);

    private sealed record MoveLine(
        [property: JsonPropertyName("view"), JsonRequired] string View,
        [property: JsonPropertyName("reply"), JsonRequired] string Reply,
        [property: JsonPropertyName("unreadable")] string? Unreadable,
        [property: JsonPropertyName("log_probability")] double? LogProbability,
        [property: JsonPropertyName("replies")] IReadOnlyList<string>? Replies,
        [property: JsonPropertyName("tokens_max")] int? TokensMax,
        [property: JsonPropertyName("grammar")] string? Grammar,
        [property: JsonPropertyName("thing")] string? Thing,
        [property: JsonPropertyName("thought")] string? Thought)
    {
        public static MoveLine Of(Move move) => move.View.Reply switch
        {
            ReplyForm.OneOf form => new MoveLine(
                move.View.Text, move.Reply, move.Unreadable, move.LogProbability, form.Replies, null, null, move.View.Thing, move.Thought),
            ReplyForm.Written form => new MoveLine(
                move.View.Text, move.Reply, move.Unreadable, move.LogProbability, null, form.TokensMax, form.Grammar, move.View.Thing, move.Thought),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        public Move ToMove() => new(
            new View(View, Replies is not null ? new ReplyForm.OneOf(Replies) : new ReplyForm.Written(TokensMax ?? 1, Grammar))
            {
                Thing = Thing,
            },
            Reply,
            Unreadable,
            LogProbability)
        {
            Thought = Thought,
        };
    }
}

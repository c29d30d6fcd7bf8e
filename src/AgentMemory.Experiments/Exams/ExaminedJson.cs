using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Core;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Exams;

/// <summary>An exam's results as JSON on one line, and back to the last bit: how they come out of another process.</summary>
public static class ExaminedJson
{
    public static string Write(Examined examined) => JsonSerializer.Serialize(new Line(
        examined.Scores,
        [.. examined.Episodes.Select(e => new EpisodeLine(EpisodeJson.Write(e.Record), e.Memory, e.Kind))],
        examined.Cost,
        examined.DocumentsLeftOut,
        examined.Games));

    /// <exception cref="UserErrorException">The text is something else.</exception>
    public static Examined Read(string text, string source)
    {
        try
        {
            var line = JsonSerializer.Deserialize<Line>(text) ?? throw new JsonException("is null");
            return new Examined(
                [.. line.Scores.Select(score => score with { Detail = score.Detail.IsEmpty ? ExamDetail.None : score.Detail })],
                [.. line.Episodes.Select(e => new ExamEpisode(EpisodeJson.Read(e.Episode, source), e.Memory, e.Kind))],
                line.Cost,
                line.DocumentsLeftOut,
                line.Games);
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{source}: gave no exam results ({e.Message}); run again without --fresh", e);
        }
    }

    private sealed record Line(
        [property: JsonRequired] IReadOnlyList<TaskScore> Scores,
        [property: JsonRequired] IReadOnlyList<EpisodeLine> Episodes,
        [property: JsonRequired] Cost Cost,
        [property: JsonRequired] IReadOnlyList<string> DocumentsLeftOut,
        [property: JsonRequired] double Games);

    private sealed record EpisodeLine([property: JsonRequired] string Episode, IReadOnlyList<string?>? Memory, EpisodeKind Kind);
}

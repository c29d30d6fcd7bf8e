using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Results;

/// <summary>What a verdict says of the model, as the ledger keeps it.</summary>
internal static class JudgedModelJson
{
    public static string Write(JudgedModel model) =>
        JsonSerializer.Serialize(new Line(model.Id, model.Sha256, model.Architecture, model.Parameters, model.PretrainingFlops));

    /// <summary>The model of a text that <see cref="Write"/> made, or of the verdict's key of the same name; null for any other.</summary>
    public static JudgedModel? Read(string text)
    {
        try
        {
            return text.Length > 0 && JsonSerializer.Deserialize<Line>(text) is { } line
                ? new JudgedModel
                {
                    Id = line.Id,
                    Sha256 = line.Sha256,
                    Architecture = line.Architecture,
                    Parameters = line.Parameters,
                    PretrainingFlops = line.PretrainingFlops,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Line(
        [property: JsonPropertyName("id"), JsonRequired] string Id,
        [property: JsonPropertyName("sha256"), JsonRequired] string Sha256,
        [property: JsonPropertyName("architecture"), JsonRequired] string Architecture,
        [property: JsonPropertyName("parameters"), JsonRequired] long Parameters,
        [property: JsonPropertyName("pretraining_flops"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? PretrainingFlops = null);
}

using System.Text;
using System.Text.Json;
using AgentMemory.Core.Ledger;

namespace AgentMemory.Cli.Results;

/// <summary>
/// Measured seconds, in a file of their own: all else in a result folder is equal for equal runs. Each learner's mean over its trials,
/// from their start to the last block that is finished.
/// </summary>
internal static class TimingsJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Seconds of all trials together.</summary>
    public static double Total(IReadOnlyList<BlockResult> blocks) =>
        blocks.GroupBy(block => block.Trial).Sum(trial => trial.MaxBy(block => block.Block)!.CostSoFar.Seconds);

    public static string Write(IReadOnlyList<BlockResult> blocks)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", "agentmemory.timings/1");
            json.WriteStartArray("learners");
            foreach (var learner in blocks.GroupBy(block => block.Trial.Learner, StringComparer.Ordinal).OrderBy(l => l.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("id", learner.Key);
                json.WriteNumber("seconds", learner.GroupBy(block => block.Trial)
                    .Average(trial => trial.MaxBy(block => block.Block)!.CostSoFar.Seconds));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}

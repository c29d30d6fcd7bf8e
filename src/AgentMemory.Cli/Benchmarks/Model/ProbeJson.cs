using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Experiments.Probes;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Cli.Benchmarks.Model;

/// <summary>
/// A report as the document <c>agentmemory.probes/1</c>. Everything in it but <c>seconds</c> follows from plan, model and
/// seed; it holds no path.
/// </summary>
internal static class ProbeJson
{
    private const string Schema = "agentmemory.probes/1";
    private const int Digits = 9;

    /// <summary>The document, indented, with a line end behind it.</summary>
    public static string Write(ProbeReport report)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteStartObject("model");
            json.WriteString("id", report.Model.Id);
            json.WriteString("sha256", report.Model.Sha256);
            json.WriteString("architecture", report.Model.Architecture);
            json.WriteNumber("parameters", report.Model.Parameters);
            json.WriteEndObject();
            json.WriteString("plan", report.Plan.Name);
            json.WriteNumber("seed", report.Plan.Seed);
            json.WriteNumber("seeds", report.Plan.Seeds);
            json.WriteNumber("practice", report.Plan.Blocks * report.Plan.Practice);
            json.WriteNumber("exam", report.Plan.Exam);
            json.WriteNumber("context_tokens", report.Plan.ContextTokens);
            json.WriteNumber("confidence", report.Plan.Confidence);
            json.WriteStartArray("probes");
            foreach (var answer in report.Answers)
            {
                Write(json, answer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, ProbeAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("name", answer.Name);
        json.WriteString("question", answer.Question);
        json.WriteNumber("seconds", Math.Round(answer.Took.TotalSeconds, 1));
        json.WriteStartArray("figures");
        foreach (var figure in answer.Figures)
        {
            json.WriteStartObject();
            json.WriteString("measure", figure.Measure);
            json.WriteString("group", figure.Group);
            json.WriteString("subject", figure.Subject);
            json.WriteString("play", figure.Play.ToString().ToLowerInvariant());
            Write(json, figure.Value);
            json.WriteNumber("runs", figure.Runs);
            Write(json, "goal", figure.Goal);
            if (figure.IsMet is { } met)
            {
                json.WriteBoolean("met", met);
            }

            if (figure.Remark is { } remark)
            {
                json.WriteString("remark", remark);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Interval interval)
    {
        Write(json, "value", interval.Value);
        Write(json, "low", interval.Low);
        Write(json, "high", interval.High);
    }

    // Rounded, so that the last bits of a sum do not show; adding zero turns a negative zero into zero.
    private static void Write(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, Math.Round(known, Digits) + 0.0);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

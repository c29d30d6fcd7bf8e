using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>An answered sheet. Unanswered items count as wrong.</summary>
public sealed record GradeReport
{
    /// <summary>The schema's name in JSON.</summary>
    public const string Schema = "agentmemory.grade/1";

    public required string Field { get; init; }

    public required Tally Total { get; init; }

    /// <summary>In the levels' order.</summary>
    public required IReadOnlyList<KeyValuePair<ItemLevel, Tally>> Levels { get; init; }

    /// <summary>Ids of items without an answer.</summary>
    public required IReadOnlyList<string> Unanswered { get; init; }

    /// <summary>As <c>fields grade --json</c> prints it.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, ExamPaper.Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("field", Field);
            Write(json, "total", Total);
            json.WriteStartObject("levels");
            foreach (var (level, tally) in Levels)
            {
                Write(json, ItemLevels.Name(level), tally);
            }

            json.WriteEndObject();
            json.WriteNumber("unanswered", Unanswered.Count);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A table for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var (level, tally) in Levels)
        {
            Line(ItemLevels.Name(level), tally);
        }

        Line("total", Total);
        if (Unanswered.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Unanswered.Count} unanswered, counted as wrong\n");
        }

        return text.ToString();

        void Line(string name, Tally tally) => text.Append(
            CultureInfo.InvariantCulture,
            $"{name,-9}{tally.Right,4} of {tally.Of,-4} {tally.Low:0.00} to {tally.High:0.00}\n");
    }

    private static void Write(Utf8JsonWriter json, string name, Tally tally)
    {
        json.WriteStartObject(name);
        json.WriteNumber("right", tally.Right);
        json.WriteNumber("of", tally.Of);
        json.WriteNumber("low", Math.Round(tally.Low, 6));
        json.WriteNumber("high", Math.Round(tally.High, 6));
        json.WriteEndObject();
    }
}

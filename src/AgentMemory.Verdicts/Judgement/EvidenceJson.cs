using System.Text.Json;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>The part <c>evidence</c> of the document <c>agentmemory.verdict/2</c>, written and read.</summary>
public static class EvidenceJson
{
    private static readonly Dictionary<string, EvidenceReading> Readings =
        Enum.GetValues<EvidenceReading>().ToDictionary(EvidenceWords.Letter, StringComparer.Ordinal);

    private static readonly Dictionary<string, KneeReading> Knees =
        Enum.GetValues<KneeReading>().ToDictionary(EvidenceWords.Knee, StringComparer.Ordinal);

    private static readonly Dictionary<string, WindowReading> Windows =
        Enum.GetValues<WindowReading>().ToDictionary(EvidenceWords.Window, StringComparer.Ordinal);

    /// <summary>
    /// What a document says of evidence used; empty where it says nothing, or is of an earlier form. For folders whose ledger was not kept.
    /// </summary>
    public static IReadOnlyList<EvidenceVerdict> Read(JsonElement document)
    {
        try
        {
            return document.TryGetProperty("evidence", out var evidence) ? [.. evidence.EnumerateArray().Select(ReadOne)] : [];
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return [];
        }
    }

    internal static void Write(Utf8JsonWriter json, EvidenceVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("task", verdict.Task);
        json.WriteString("group", verdict.Group);
        json.WriteString("learner", verdict.Learner);
        json.WriteString("path", verdict.Path);
        json.WriteString("setting", verdict.Setting);
        json.WriteString("reading", EvidenceWords.Letter(verdict.Reading));
        if (verdict.Stores is { } stores)
        {
            json.WriteBoolean("stores", stores);
        }

        json.WriteString("why", verdict.Why);
        json.WriteNumber("worlds", verdict.Worlds);
        VerdictJson.WriteNumber(json, "hidden_bits", verdict.HiddenBits);
        json.WriteString("knee", verdict.Knee is { } knee ? EvidenceWords.Knee(knee.Reading) : null);
        json.WriteString("knee_against", verdict.Knee?.Other);
        VerdictJson.WriteOptional(json, "knee_shift", verdict.Knee?.Shift);
        json.WriteString("window", verdict.Window is { } window ? EvidenceWords.Window(window.Reading) : null);
        VerdictJson.WriteOptional(json, "window_shift", verdict.Window?.Shift);
        VerdictJson.WriteInterval(json, "gain", verdict.Gain);
        VerdictJson.WriteOptional(json, "gain_met", verdict.GainOfMet);
        VerdictJson.WriteOptional(json, "slope", verdict.Slope);
        VerdictJson.WriteOptional(json, "behind", verdict.Behind);
        VerdictJson.WriteOptional(json, "level", verdict.Level);
        json.WriteStartArray("points");
        foreach (var point in verdict.Points)
        {
            Write(json, point);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EvidencePoint point)
    {
        json.WriteStartObject();
        json.WriteNumber("n", point.Games);
        VerdictJson.WriteNumber(json, "available_bits", point.AvailableBits);
        VerdictJson.WriteNumber(json, "score", point.Score);
        VerdictJson.WriteOptional(json, "used_bits", point.UsedBits);
        json.WriteBoolean("at_least", point.IsAtLeast);
        VerdictJson.WriteNumber(json, "games", point.GamesWorth);
        VerdictJson.WriteNumber(json, "met", point.Met);
        VerdictJson.WriteOptional(json, "held_bits", point.HeldBits);
        VerdictJson.WriteNumber(json, "flops", point.Flops);
        json.WriteEndObject();
    }

    private static EvidenceVerdict ReadOne(JsonElement item) => new()
    {
        Task = Text(item, "task")!,
        Group = Text(item, "group"),
        Learner = Text(item, "learner")!,
        Path = Text(item, "path"),
        Setting = Text(item, "setting") ?? "",
        Reading = Readings[Text(item, "reading")!],
        Stores = item.TryGetProperty("stores", out var stores) ? stores.GetBoolean() : null,
        Why = Text(item, "why")!,
        Worlds = item.GetProperty("worlds").GetInt32(),
        HiddenBits = item.GetProperty("hidden_bits").GetDouble(),
        Knee = Text(item, "knee") is { } knee
            ? new EvidenceShift<KneeReading>(Knees[knee], Interval(item, "knee_shift")!, Text(item, "knee_against") ?? "") : null,
        Window = Text(item, "window") is { } window
            ? new EvidenceShift<WindowReading>(Windows[window], Interval(item, "window_shift")!, "") : null,
        Gain = Interval(item, "gain")!,
        GainOfMet = Interval(item, "gain_met"),
        Slope = Interval(item, "slope"),
        Behind = Interval(item, "behind"),
        Level = Interval(item, "level"),
        Points = [.. item.GetProperty("points").EnumerateArray().Select(ReadPoint)],
    };

    private static EvidencePoint ReadPoint(JsonElement point) => new()
    {
        Games = point.GetProperty("n").GetInt32(),
        AvailableBits = point.GetProperty("available_bits").GetDouble(),
        Score = point.GetProperty("score").GetDouble(),
        UsedBits = Interval(point, "used_bits"),
        IsAtLeast = point.GetProperty("at_least").GetBoolean(),
        GamesWorth = Number(point, "games"),
        Met = Number(point, "met"),
        HeldBits = Interval(point, "held_bits"),
        Flops = Number(point, "flops"),
    };

    private static Interval? Interval(JsonElement item, string name) =>
        item.GetProperty(name) is { ValueKind: JsonValueKind.Object } interval
            ? new Interval(Number(interval, "value"), Number(interval, "low"), Number(interval, "high"))
            : null;

    private static double? Number(JsonElement item, string name) =>
        item.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Core;
using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Results;

/// <summary>What was chosen where a plan left its style open, as a document beside the results (schema <c>agentmemory.style/1</c>).</summary>
internal static class StyleRecord
{
    private const string Schema = "agentmemory.style/1";
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document.</summary>
    public static string Write(StyleChoice choice)
    {
        var cost = choice.Tried?.Cost ?? Core.Models.Cost.None;
        return new JsonObject
        {
            ["schema"] = Schema,
            ["style"] = PlanWords.Of(choice.Style),
            ["calibration_memory"] = PlanWords.CalibrationOf(choice.CalibratesMemory),
            ["why"] = string.Join(' ', Lines(choice)),
            ["tokens_read"] = cost.TokensRead,
            ["tokens_written"] = cost.TokensWritten,
            ["flops"] = cost.Flops,
            ["leads"] = new JsonArray([.. (choice.Tried?.Leads() ?? []).Select(lead => (JsonNode)new JsonObject
            {
                ["style"] = PlanWords.Of(lead.Style),
                ["calibration_memory"] = PlanWords.CalibrationOf(lead.IsCalibrated),
                ["lead"] = lead.Lead,
                ["tasks"] = new JsonArray([.. choice.Tried!.Trials.Where(trial => trial.Style == lead.Style && trial.IsCalibrated == lead.IsCalibrated)
                    .Select(trial => (JsonNode)new JsonObject
                    {
                        ["task"] = trial.Task,
                        ["lead"] = trial.Lead.Value,
                        ["low"] = trial.Lead.Low,
                        ["high"] = trial.Lead.High,
                    })]),
            })]),
            ["left_out"] = new JsonArray([.. choice.LeftOut.Select(reason => (JsonNode)reason)]),
        }.ToJsonString(Indented) + "\n";
    }

    /// <summary>The plan with the style that a document names; null where there is no such document.</summary>
    /// <exception cref="UserErrorException">It is something else.</exception>
    public static Plan? Applied(Plan plan, string path) => Read(path) is not { } kept ? null : plan with
    {
        ChoosesStyle = false,
        Style = PlanWords.StyleOf(Word(kept, path, "style", PlanWords.Styles)),
        CalibratesMemory = Word(kept, path, "calibration_memory", PlanWords.Calibrations) == PlanWords.ContentFree,
    };

    /// <summary>What was chosen and why, in lines.</summary>
    public static IEnumerable<string> Lines(StyleChoice choice)
    {
        var figure = choice.CalibratesMemory ? "calibrated" : "raw";
        if (choice.Tried is not { } tried)
        {
            yield return $"style {PlanWords.Of(choice.Style)}, {figure} replies: no task of the plan could be tried.";
        }
        else
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"style {PlanWords.Of(choice.Style)}, {figure} replies on the memory path: its true history leads the scrambled one by most (")
                + string.Join(", ", tried.Leads().Select(lead => string.Create(
                    CultureInfo.InvariantCulture, $"{PlanWords.Of(lead.Style)} {(lead.IsCalibrated ? "calibrated" : "raw")} {lead.Lead:0.00}"))) + ").";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The choice took {tried.Cost.TokensRead:N0} tokens read, {tried.Cost.TokensWritten:N0} written and {tried.Cost.Flops / 1e9:N0} Gop.");
        }

        foreach (var reason in choice.LeftOut)
        {
            yield return $"Left out: {reason.TrimEnd('.')}.";
        }
    }

    /// <summary>A line for the report; null where no style was chosen.</summary>
    /// <param name="path">The document.</param>
    public static ReportFact? Fact(string path) => Read(path)?["why"] is { } why ? new ReportFact("style", why.ToString()) : null;

    private static JsonObject? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(TextFile.Read(path, "choice of a style")) is JsonObject read && read["schema"]?.ToString() == Schema
                ? read
                : throw new JsonException("the schema is another");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path}: is not a choice of a style ({e.Message}); restore the file", e);
        }
    }

    private static string Word(JsonObject kept, string path, string name, string[] allowed) =>
        kept[name]?.ToString() is { } word && allowed.Contains(word, StringComparer.Ordinal)
            ? word
            : throw new UserErrorException($"{path}: {name} is not one of {string.Join(", ", allowed)}; restore the file");
}

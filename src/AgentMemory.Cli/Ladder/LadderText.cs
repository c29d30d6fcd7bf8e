using System.Text.Json.Nodes;
using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Cli.Ladder;

/// <summary>A ladder's result for people and for programs.</summary>
internal static class LadderText
{
    /// <summary>Lines of the table, at most 100 columns, and what follows from it.</summary>
    public static IEnumerable<string> Lines(LadderResult result, LadderPlan plan)
    {
        yield return "Scores: 0 random, 1 best, on questions that practice never showed (where practice tells nothing of these, on those it showed);";
        yield return "mean over the questions of all worlds (95% interval, as if worlds did not differ).";
        yield return "Control: the same episodes with what they revealed permuted.";
        yield return FormattableString.Invariant(
            $"A path passes where it is {plan.Lead:0.##} ahead of its control (from {LadderReading.ClearFrom} marks on with an interval above 0)")
            + FormattableString.Invariant($" and the model scores below {plan.KnownFrom:0.##} before it has learnt anything.");
        foreach (var row in result.Rows)
        {
            yield return "";
            yield return $"{row.Task}: {Word(row)}";
            var style = row.Style.ToString().ToLowerInvariant();
            yield return $"  style {style}; replies behind a history {Figure(row.CalibratesMemory)}, of an adapter {Figure(row.CalibratesWeights)}";
            yield return $"  {"",-24} {"true",-23} {"control",-23} lead";
            yield return $"  {"nothing learnt",-24} {Text(row.Frozen.Mean)}";
            foreach (var history in row.Histories)
            {
                yield return Line(FormattableString.Invariant($"{history.Episodes} episodes in context"), history.True, history.Scrambled);
            }

            yield return Line(FormattableString.Invariant($"adapter, rate {row.Rate:0.#####}"), row.Lora, row.Shuffled);
        }

        yield return "";
        foreach (var remark in result.Remarks)
        {
            yield return $"Left out: {remark}";
        }

        yield return $"Settings tried for each task: {result.Trials.Memory} for the memory path, at most {result.Trials.Weights} for the weights path";
        yield return "(more than one rate only where context passed and the first rate did not). All worlds are of tuning (seeds 900 and up).";
        yield return "The best was kept by its lead on worlds of this same table, so leads flatter a little; a comparison on other worlds decides.";
        yield return result.Rows.Any(Passed)
            ? $"To settle with this model: {string.Join(", ", result.Rows.Where(Passed).Select(row => row.Task))}."
            : "Nothing to settle with this model at this size: neither path passed on any task.";
    }

    /// <summary>Whether a comparison on this task can show something.</summary>
    public static bool Passed(LadderRow row) => row.Word is LadderWord.Context or LadderWord.Weights or LadderWord.Both;

    /// <summary>The same as JSON.</summary>
    public static JsonObject Json(LadderResult result, LadderPlan plan) => new()
    {
        ["schema"] = "agentmemory.ladder-result/1",
        ["lead"] = plan.Lead,
        ["known_from"] = plan.KnownFrom,
        ["trials"] = new JsonObject { ["memory"] = result.Trials.Memory, ["weights"] = result.Trials.Weights },
        ["rows"] = new JsonArray([.. result.Rows.Select(row => (JsonNode)new JsonObject
        {
            ["task"] = row.Task,
            ["word"] = row.Word.ToString().ToLowerInvariant(),
            ["style"] = row.Style.ToString().ToLowerInvariant(),
            ["calibration"] = new JsonObject
            {
                ["memory"] = PlanWords.CalibrationOf(row.CalibratesMemory),
                ["weights"] = PlanWords.CalibrationOf(row.CalibratesWeights),
            },
            ["learning_rate"] = row.Rate,
            ["frozen"] = Json(row.Frozen.Mean),
            ["histories"] = new JsonArray([.. row.Histories.Select(history => (JsonNode)new JsonObject
            {
                ["episodes"] = history.Episodes,
                ["true"] = Json(history.True.Mean),
                ["scrambled"] = Json(history.Scrambled.Mean),
                ["lead"] = Json(history.True.Lead(history.Scrambled)),
            })]),
            ["lora"] = Json(row.Lora.Mean),
            ["shuffled"] = Json(row.Shuffled.Mean),
            ["lora_lead"] = Json(row.Lora.Lead(row.Shuffled)),
        })]),
        ["remarks"] = new JsonArray([.. result.Remarks.Select(remark => (JsonNode)remark)]),
    };

    private static string Line(string what, LadderScores own, LadderScores control) =>
        $"  {what,-24} {Text(own.Mean),-23} {Text(control.Mean),-23} {Text(own.Lead(control))}";

    private static string Word(LadderRow row) => row.Word switch
    {
        LadderWord.Context => "context",
        LadderWord.Weights => "weights",
        LadderWord.Both => "both",
        LadderWord.Known => "known before anything was learnt",
        _ => "neither",
    };

    private static string Figure(bool isCalibrated) => isCalibrated ? "calibrated" : "raw";

    private static JsonObject Json(Interval interval) => new() { ["value"] = interval.Value, ["low"] = interval.Low, ["high"] = interval.High };

    private static string Text(Interval interval) => interval switch
    {
        { Value: null } => "–",
        { HasEnds: false } => FormattableString.Invariant($"{interval.Value:0.00}"),
        _ => FormattableString.Invariant($"{interval.Value:0.00} ({interval.Low:0.00} to {interval.High:0.00})"),
    };
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>
/// A verdict as the document <c>agentmemory.verdict/1</c>. The same verdict gives the same bytes: keys in one order, LF, and
/// numbers rounded to 12 digits, so that the last bits of a sum do not show.
/// </summary>
public static class VerdictJson
{
    private const string Schema = "agentmemory.verdict/1";
    private const int ScoreDigits = 12;
    private const int CostDigits = 15;

    /// <summary>The document, indented, with a line end behind it.</summary>
    public static string Write(Verdict verdict)
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
            WriteDocument(json, verdict);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    private static void WriteDocument(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("plan_sha256", verdict.PlanSha256);
        WriteModel(json, verdict.Model);
        WriteNumber(json, "epsilon", verdict.Epsilon, ScoreDigits);
        WriteNumber(json, "confidence", verdict.Confidence, ScoreDigits);
        WriteJudged(json, verdict.Learners, verdict.Pairs);
        json.WriteStartObject("stream");
        WriteMetric(json, "accuracy", verdict.Stream?.Accuracy);
        WriteMetric(json, "backward_transfer", verdict.Stream?.BackwardTransfer);
        WriteMetric(json, "forward_transfer", verdict.Stream?.ForwardTransfer);
        WriteMetric(json, "forgetting", verdict.Stream?.Forgetting);
        WriteFurther(json, verdict.Stream);
        json.WriteEndObject();
        WriteGroups(json, verdict.Groups);
        json.WriteStartArray("cautions");
        foreach (var caution in verdict.Cautions)
        {
            json.WriteStringValue(caution);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteJudged(
        Utf8JsonWriter json, IReadOnlyList<LearnerVerdict> learners, IReadOnlyList<PairVerdict> pairs)
    {
        json.WriteStartArray("learners");
        foreach (var learner in learners)
        {
            WriteLearner(json, learner);
        }

        json.WriteEndArray();
        json.WriteStartArray("pairs");
        foreach (var pair in pairs)
        {
            WritePair(json, pair);
        }

        json.WriteEndArray();
    }

    // Only where a plan names groups.
    private static void WriteGroups(Utf8JsonWriter json, IReadOnlyList<GroupVerdict> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        json.WriteStartArray("groups");
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteString("name", group.Name);
            json.WriteStartArray("tasks");
            foreach (var task in group.Tasks)
            {
                json.WriteStringValue(task);
            }

            json.WriteEndArray();
            WriteJudged(json, group.Learners, group.Pairs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteModel(Utf8JsonWriter json, JudgedModel? model)
    {
        if (model is null)
        {
            json.WriteNull("model");
            return;
        }

        json.WriteStartObject("model");
        json.WriteString("id", model.Id);
        json.WriteString("sha256", model.Sha256);
        json.WriteString("architecture", model.Architecture);
        json.WriteNumber("parameters", model.Parameters);
        json.WriteEndObject();
    }

    private static void WriteLearner(Utf8JsonWriter json, LearnerVerdict learner)
    {
        json.WriteStartObject();
        json.WriteString("id", learner.Id);
        json.WriteString("path", learner.Path);
        WriteInterval(json, "first", learner.First);
        WriteInterval(json, "final", learner.Final);
        WriteInterval(json, "gain", learner.Gain);
        WriteInterval(json, "gain_over_retry", learner.GainOverRetry);
        WriteInterval(json, "gain_over_frozen", learner.GainOverFrozen);
        WriteInterval(json, "normalised_gain", learner.NormalisedGain);
        WriteInterval(json, "late_slope", learner.LateSlope);
        if (learner.Trend is { } trend)
        {
            WriteInterval(json, "late_ranks", trend.Ranks);
            WriteInterval(json, "late_gain", trend.Gain);
        }

        WriteInterval(json, "area", learner.Area);
        WriteInterval(json, "asymptote", learner.Asymptote ?? Interval.Unknown);
        json.WriteStartObject("final_averages");
        WriteInterval(json, "mean", learner.FinalAverages.Mean);
        WriteInterval(json, "median", learner.FinalAverages.Median);
        WriteInterval(json, "optimality_gap", learner.FinalAverages.OptimalityGap);
        json.WriteEndObject();
        json.WriteString("verdict", Wording.Word(learner.Word));
        json.WriteBoolean("solved", learner.IsSolved);
        json.WriteString("why", learner.Why);
        json.WriteStartObject("costs");
        foreach (var (name, cost) in learner.Costs)
        {
            WriteNumber(json, name, cost, CostDigits);
        }

        json.WriteEndObject();
        WriteNumber(json, "illegal_rate", learner.IllegalRate, ScoreDigits);
        json.WriteEndObject();
    }

    private static void WritePair(Utf8JsonWriter json, PairVerdict pair)
    {
        json.WriteStartObject();
        json.WriteString("left", pair.Left);
        json.WriteString("right", pair.Right);
        WriteInterval(json, "difference", pair.Difference);
        WriteInterval(json, "probability_of_improvement", pair.ProbabilityOfImprovement);
        // Measured seconds differ between two runs of one plan and stand in costs alone.
        var leads = pair.LeadByBudget.Where(lead => lead.Key != CostNames.Seconds)
            .Prepend(KeyValuePair.Create("block", pair.LeadByBlock)).ToArray();
        json.WriteStartObject("leads_from");
        foreach (var (budget, lead) in leads)
        {
            WriteNumber(json, budget, lead?.From, CostDigits);
        }

        json.WriteEndObject();
        json.WriteStartObject("leader");
        foreach (var (budget, lead) in leads)
        {
            json.WriteString(budget, lead?.Leader);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // What the document of a comparison without streams has no room for.
    private static void WriteFurther(Utf8JsonWriter json, StreamVerdict? stream)
    {
        if (stream is null)
        {
            return;
        }

        WriteMetric(json, "plasticity_gain", stream.PlasticityGain);
        WriteMetric(json, "stability_gain", stream.StabilityGain);
        WriteMetric(json, "generalisation_gain", stream.GeneralisationGain);
        json.WriteStartArray("places");
        foreach (var place in stream.Places)
        {
            json.WriteStringValue(place);
        }

        json.WriteEndArray();
        json.WriteStartObject("matrix");
        foreach (var (learner, matrix) in stream.Matrices)
        {
            WriteMatrix(json, learner, matrix);
        }

        json.WriteEndObject();
    }

    // Row 0 is before any learning, row i after the task at place i.
    private static void WriteMatrix(Utf8JsonWriter json, string learner, double[,] matrix)
    {
        json.WriteStartArray(learner);
        for (var after = 0; after < matrix.GetLength(0); after++)
        {
            json.WriteStartArray();
            for (var on = 0; on < matrix.GetLength(1); on++)
            {
                if (double.IsFinite(matrix[after, on]))
                {
                    json.WriteNumberValue(Rounded(matrix[after, on], ScoreDigits));
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteMetric(
        Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, Interval>>? byLearner)
    {
        json.WriteStartObject(name);
        foreach (var (learner, interval) in byLearner ?? [])
        {
            WriteInterval(json, learner, interval);
        }

        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, string name, Interval interval)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "value", interval.Value, ScoreDigits);
        WriteNumber(json, "low", interval.Low, ScoreDigits);
        WriteNumber(json, "high", interval.High, ScoreDigits);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number, int digits)
    {
        if (number is not { } known || !double.IsFinite(known))
        {
            json.WriteNull(name);
            return;
        }

        json.WriteNumber(name, Rounded(known, digits));
    }

    private static double Rounded(double number, int digits)
    {
        var format = "E" + (digits - 1).ToString(CultureInfo.InvariantCulture);
        // Adding zero turns a negative zero into zero.
        return double.Parse(number.ToString(format, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + 0.0;
    }
}

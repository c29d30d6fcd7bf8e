using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>
/// A verdict as the document <c>agentmemory.verdict/2</c>. The same verdict gives the same bytes: keys in one order, LF, and
/// numbers rounded to 12 digits, so that the last bits of a sum do not show.
/// </summary>
public static class VerdictJson
{
    private const string Schema = "agentmemory.verdict/2";
    private const int ScoreDigits = 12;
    private const int CostDigits = 15;

    /// <summary>The document, indented, with a line end after it.</summary>
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
        WriteNumber(json, "confidence", VerdictRule.Confidence, ScoreDigits);
        WriteArray(json, "tasks", verdict.Tasks, WriteTask);
        WriteArray(json, "learners", verdict.Learners, WriteLearner);
        WriteArray(json, "evidence", verdict.Evidence, EvidenceJson.Write);
        WriteArray(json, "pairs", verdict.Pairs, WritePair);
        WriteStream(json, verdict.Stream);
        WriteGroups(json, verdict.Groups);
        WritePower(json, verdict.Power);
        WriteTexts(json, "cautions", verdict.Cautions);
        json.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts) =>
        WriteArray(json, name, texts, (to, text) => to.WriteStringValue(text));

    // Only where a plan names groups.
    private static void WriteGroups(Utf8JsonWriter json, IReadOnlyList<GroupVerdict> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        WriteArray(json, "groups", groups, (to, group) =>
        {
            to.WriteStartObject();
            to.WriteString("name", group.Name);
            WriteTexts(to, "tasks", group.Tasks);
            WriteArray(to, "learners", group.Learners, WriteLearner);
            WriteArray(to, "pairs", group.Pairs, WritePair);
            to.WriteEndObject();
        });
    }

    private static void WritePower(Utf8JsonWriter json, PlanPower? power)
    {
        if (power is null)
        {
            json.WriteNull("power");
            return;
        }

        json.WriteStartObject("power");
        WriteNumber(json, "plateau", power.Plateau, ScoreDigits);
        WriteNumber(json, "gain_0_3", power.Gain, ScoreDigits);
        json.WriteEndObject();
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

    private static void WriteTask(Utf8JsonWriter json, TaskVerdict task)
    {
        json.WriteStartObject();
        json.WriteString("task", task.Task);
        json.WriteString("learner", task.Learner);
        json.WriteString("path", task.Path);
        json.WriteString("verdict", Wording.Word(task.Word));
        json.WriteString("why", task.Why);
        WriteInterval(json, "first", task.First);
        WriteInterval(json, "final", task.Final);
        WriteInterval(json, "gain", task.Gain);
        WriteInterval(json, "change", task.Change);
        WriteOptional(json, "final_met", task.FinalMet);
        WriteOptional(json, "final_unmet_regret", task.FinalUnmetRegret);
        WriteWays(json, task);
        WriteNumber(json, "solved_in", task.SolvedIn, ScoreDigits);
        json.WriteNumber("of", task.Of);
        if (task.SolvedShare is { } share)
        {
            json.WriteStartObject("solved_share");
            WriteNumber(json, "low", share.Low, ScoreDigits);
            WriteNumber(json, "high", share.High, ScoreDigits);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("solved_share");
        }

        WriteNumber(json, "hidden_bits", task.HiddenBits, ScoreDigits);
        json.WriteString("exam", task.Exam);
        WriteNumber(json, "exam_items", task.ExamItems, ScoreDigits);
        WriteNumber(json, "final_states_unmet", task.FinalStatesUnmet, ScoreDigits);
        WriteTexts(json, "remarks", task.Remarks);
        json.WriteEndObject();
    }

    // Only where exams kept both figures.
    private static void WriteWays(Utf8JsonWriter json, TaskVerdict task)
    {
        if (task is { FinalRaw: { } raw, FinalCalibrated: { } calibrated })
        {
            WriteInterval(json, "final_raw", raw);
            WriteInterval(json, "final_calibrated", calibrated);
            json.WriteString("judged_by", task.JudgedWay?.ToString().ToLowerInvariant());
        }
    }

    private static void WriteLearner(Utf8JsonWriter json, LearnerVerdict learner)
    {
        json.WriteStartObject();
        json.WriteString("id", learner.Id);
        json.WriteString("path", learner.Path);
        json.WriteString("verdict", Wording.Word(learner.Word));
        json.WriteStartObject("headline");
        json.WriteNumber("improving_in", learner.Headline.ImprovingIn);
        json.WriteNumber("of", learner.Headline.Of);
        json.WriteStartObject("words");
        foreach (var (word, count) in learner.Headline.Words)
        {
            json.WriteNumber(Wording.Word(word), count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        WriteInterval(json, "first", learner.First);
        WriteInterval(json, "final", learner.Final);
        WriteInterval(json, "gain", learner.Gain);
        WriteInterval(json, "change", learner.Change);
        json.WriteStartObject("costs");
        foreach (var (name, cost) in learner.Costs)
        {
            WriteNumber(json, name, cost, CostDigits);
        }

        WriteNumber(json, "pretraining_flops", learner.PretrainingFlops, CostDigits);
        json.WriteEndObject();
        WritePrice(json, learner.PriceToLevel);
        WriteNumber(json, "break_even_games", learner.BreakEvenGames, ScoreDigits);
        WriteNumber(json, "illegal_rate", learner.IllegalRate, ScoreDigits);
        json.WriteEndObject();
    }

    private static void WritePrice(Utf8JsonWriter json, PriceToLevel? price)
    {
        if (price is null)
        {
            json.WriteNull("price_to_level");
            return;
        }

        json.WriteStartObject("price_to_level");
        WriteNumber(json, "level", price.Level, ScoreDigits);
        json.WriteNumber("step", price.Step);
        WriteNumber(json, "games", price.Games, CostDigits);
        WriteNumber(json, "flops", price.Flops, CostDigits);
        json.WriteEndObject();
    }

    private static void WritePair(Utf8JsonWriter json, PairVerdict pair)
    {
        json.WriteStartObject();
        json.WriteString("left", pair.Left);
        json.WriteString("right", pair.Right);
        WriteInterval(json, "difference", pair.Difference);
        json.WriteNumber("tasks", pair.Tasks);
        WriteTexts(json, "left_out", pair.LeftOut);
        json.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter json, StreamVerdict? stream)
    {
        json.WriteStartObject("stream");
        WriteMetric(json, "accuracy", stream?.Accuracy);
        WriteMetric(json, "backward_transfer", stream?.BackwardTransfer);
        WriteMetric(json, "forward_transfer", stream?.ForwardTransfer);
        WriteMetric(json, "forgetting", stream?.Forgetting);
        WriteFurther(json, stream);
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

    internal static void WriteOptional(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is null)
        {
            json.WriteNull(name);
            return;
        }

        WriteInterval(json, name, interval);
    }

    internal static void WriteInterval(Utf8JsonWriter json, string name, Interval interval)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "value", interval.Value, ScoreDigits);
        WriteNumber(json, "low", interval.Low, ScoreDigits);
        WriteNumber(json, "high", interval.High, ScoreDigits);
        json.WriteEndObject();
    }

    internal static void WriteNumber(Utf8JsonWriter json, string name, double? number, int digits = ScoreDigits)
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

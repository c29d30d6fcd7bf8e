using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentMemory.Gguf;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>
/// The scale of an adapter in both forms. GGUF has one alpha, and a pair's factor is alpha / rank (1 where there is no alpha). PEFT has an
/// alpha for all modules and others for some, and a factor of alpha / rank or, with rsLoRA, alpha / sqrt(rank).
/// </summary>
internal static class PeftAlpha
{
    /// <summary>The one alpha of a GGUF file.</summary>
    /// <param name="path">The configuration, for messages.</param>
    /// <param name="config">What it says.</param>
    /// <param name="modules">Every module with its rank.</param>
    /// <returns>The alpha, null for factors of 1; and what does not survive exactly.</returns>
    /// <exception cref="ModelFileException">No single alpha gives every module its factor.</exception>
    public static (float? Alpha, IReadOnlyList<string> Remarks) ToGguf(
        string path, PeftConfig config, IEnumerable<(string Module, int Rank)> modules)
    {
        var stated = modules.Select(m => (Alpha: config.AlphaOf(m.Module), m.Rank)).Distinct().ToList();
        var alphas = stated.Select(m => config.DividesByRoot ? m.Alpha * Math.Sqrt(m.Rank) : m.Alpha).Distinct().ToList();
        if (alphas.Count > 1)
        {
            return stated.All(m => m.Alpha == (config.DividesByRoot ? Math.Sqrt(m.Rank) : m.Rank))
                ? (null, [])
                : throw new ModelFileException(
                    path,
                    "gives modules different scales (alpha_pattern, or use_rslora with several ranks), and a GGUF adapter has one alpha. "
                    + "Train it with one scale.");
        }

        var alpha = (float)alphas[0];
        if (!float.IsFinite(alpha) || alpha == 0)
        {
            throw new ModelFileException(path, "states an alpha that F32 cannot hold. Save the adapter again.");
        }

        var remarks = new List<string>();
        if (config.DividesByRoot)
        {
            remarks.Add(FormattableString.Invariant(
                $"use_rslora: the scale {stated[0].Alpha} / sqrt({stated[0].Rank}) is written as alpha {alpha} / {stated[0].Rank}"));
        }

        if (alpha != alphas[0])
        {
            remarks.Add(FormattableString.Invariant($"alpha {alphas[0]:R} is kept as the nearest F32, {(double)alpha:R}"));
        }

        return (alpha, remarks);
    }

    /// <summary>The text of adapter_config.json: the one that the adapter was made from where it still says the same, else a new one.</summary>
    public static string Config(StoredAdapter adapter, PeftModules modules, IReadOnlyList<(string Module, int Rank)> ranks) =>
        adapter.Config is { } kept && StillSays(kept, adapter, ranks) ? kept : NewConfig(adapter, modules, ranks);

    private static bool StillSays(string text, StoredAdapter adapter, IReadOnlyList<(string Module, int Rank)> ranks)
    {
        try
        {
            var config = PeftConfig.Parse(StoredAdapter.ConfigKey, Encoding.UTF8.GetBytes(text));
            return (config.HasRanks || ranks.All(m => m.Rank == config.Rank)) && ToGguf(StoredAdapter.ConfigKey, config, ranks).Alpha == adapter.Alpha;
        }
        catch (ModelFileException)
        {
            return false;
        }
    }

    private static string NewConfig(StoredAdapter adapter, PeftModules modules, IReadOnlyList<(string Module, int Rank)> ranks)
    {
        var rank = ranks.CountBy(m => m.Rank).OrderByDescending(group => group.Value).ThenBy(group => group.Key).First().Key;
        var others = ranks.Where(m => m.Rank != rank).ToList();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartObject("alpha_pattern");
            foreach (var (module, own) in adapter.Alpha is null ? others : [])
            {
                json.WriteNumber(module, own);
            }

            json.WriteEndObject();
            json.WriteNull("base_model_name_or_path");
            json.WriteString("bias", "none");
            json.WriteBoolean("fan_in_fan_out", false);
            json.WriteBoolean("inference_mode", true);
            json.WriteBoolean("init_lora_weights", true);
            json.WritePropertyName("lora_alpha");
            json.WriteRawValue((adapter.Alpha ?? rank).ToString("R", CultureInfo.InvariantCulture));
            json.WriteNumber("lora_dropout", 0);
            json.WriteNull("modules_to_save");
            json.WriteString("peft_type", "LORA");
            json.WriteNumber("r", rank);
            json.WriteStartObject("rank_pattern");
            foreach (var (module, own) in others)
            {
                json.WriteNumber(module, own);
            }

            json.WriteEndObject();
            json.WriteStartArray("target_modules");
            foreach (var target in Targets(modules, ranks))
            {
                json.WriteStringValue(target);
            }

            json.WriteEndArray();
            json.WriteString("task_type", "CAUSAL_LM");
            json.WriteBoolean("use_dora", false);
            json.WriteBoolean("use_rslora", false);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Short names where every layer has them (q_proj); the whole names of all modules otherwise, which PEFT takes too.</summary>
    private static IEnumerable<string> Targets(PeftModules modules, IReadOnlyList<(string Module, int Rank)> ranks)
    {
        var names = ranks.Select(m => m.Module).ToHashSet(StringComparer.Ordinal);
        var shorts = names.Select(PeftModules.Short).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return shorts.All(name => modules.AllLayersHave(name, names)) ? shorts : names.Order(StringComparer.Ordinal);
    }
}

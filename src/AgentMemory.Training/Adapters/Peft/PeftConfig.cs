using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>
/// What adapter_config.json says of a LoRA (PEFT's LoraConfig). What would make the tensors mean something else than a plain LoRA is
/// refused; what only tells how the adapter was trained is let be.
/// </summary>
internal sealed partial record PeftConfig
{
    public const string FileName = "adapter_config.json";

    private const int BytesMax = 1 << 20;
    private const int DepthMax = 32;

    /// <summary>Starts that change the base model's weights, so that the factors fit no file of the unchanged ones.</summary>
    private static readonly string[] ChangingStarts = ["pissa", "olora", "corda", "loftq", "lora_ga"];

    /// <summary>Settings that must be missing, null, false or empty; what each would be, in words.</summary>
    private static readonly (string Key, string What)[] Refused =
    [
        ("use_dora", "is a DoRA"),
        ("modules_to_save", "holds whole modules beside its LoRA (modules_to_save)"),
        ("lora_bias", "trains biases (lora_bias)"),
        ("fan_in_fan_out", "has its matrices the other way round (fan_in_fan_out)"),
        ("layer_replication", "repeats layers (layer_replication)"),
        ("trainable_token_indices", "trains single tokens (trainable_token_indices)"),
        ("target_parameters", "changes parameters that are no linear layers (target_parameters)"),
        ("alora_invocation_tokens", "waits for invocation tokens (aLoRA)"),
        ("use_qalora", "is a QALoRA"),
        ("use_bdlora", "has block-diagonal factors (use_bdlora)"),
    ];

    /// <summary>The file's text.</summary>
    public required string Text { get; init; }

    /// <summary>Of all modules, where <see cref="HasRanks"/> does not say that some differ.</summary>
    public required int Rank { get; init; }

    /// <summary>Whether modules may have ranks of their own: rank_pattern is not empty.</summary>
    public required bool HasRanks { get; init; }

    public required double Alpha { get; init; }

    /// <summary>alpha_pattern: modules, or the ends of their names, with alphas of their own.</summary>
    public required IReadOnlyList<(string Module, double Alpha)> Alphas { get; init; }

    /// <summary>The factor is alpha / sqrt(rank) and not alpha / rank (Kalajdzievski 2023).</summary>
    public required bool DividesByRoot { get; init; }

    /// <exception cref="ModelFileException">It is missing, no JSON, or describes what is no plain LoRA.</exception>
    public static PeftConfig Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = TextFile.Bytes(path, "adapter");
        }
        catch (UserErrorException cause)
        {
            throw new ModelFileException(path, "cannot be read. Give a folder with adapter_config.json and adapter_model.safetensors.", cause);
        }

        return Parse(path, bytes);
    }

    /// <summary>The same from text, such as the one that a GGUF file keeps.</summary>
    /// <param name="path">Where it is from, for messages.</param>
    /// <param name="bytes">UTF-8.</param>
    public static PeftConfig Parse(string path, byte[] bytes)
    {
        if (bytes.Length > BytesMax)
        {
            throw new ModelFileException(path, $"is over {BytesMax >> 20} MiB, which no configuration of an adapter is. Save the adapter again.");
        }

        return UntrustedJson.Read(path, bytes, "is", DepthMax, config => Of(path, config, Encoding.UTF8.GetString(bytes)));
    }

    /// <summary>The alpha of a module: the first entry whose name it has or ends with, as PEFT looks it up.</summary>
    public double AlphaOf(string module)
    {
        foreach (var (name, alpha) in Alphas)
        {
            if (module == name || module.EndsWith("." + name, StringComparison.Ordinal))
            {
                return alpha;
            }
        }

        return Alpha;
    }

    private static PeftConfig Of(string path, JsonElement config, string text)
    {
        var kind = config.TryGetProperty("peft_type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
        if (kind != "LORA")
        {
            throw new ModelFileException(path, $"says peft_type is '{Shown(kind ?? "nothing")}', and LORA can be read. Train a LoRA.");
        }

        foreach (var (key, what) in Refused)
        {
            if (config.TryGetProperty(key, out var value) && !IsUnset(value))
            {
                throw new ModelFileException(path, $"{what}, which is not supported. Train a plain LoRA.");
            }
        }

        if (config.TryGetProperty("bias", out var bias) && bias.ValueKind != JsonValueKind.Null && bias.ToString() != "none")
        {
            throw new ModelFileException(
                path, $"trains biases (bias: {Shown(bias.ToString())}), which is not supported. Train with bias \"none\".");
        }

        if (config.TryGetProperty("init_lora_weights", out var start) && start.ValueKind == JsonValueKind.String
            && ChangingStarts.Any(name => start.GetString()!.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ModelFileException(
                path,
                $"starts from changed weights of its base (init_lora_weights: {Shown(start.GetString()!)}). "
                + "Have PEFT convert it to a plain LoRA when it saves (path_initial_model_for_weight_conversion).");
        }

        return new PeftConfig
        {
            Text = text,
            Rank = config.TryGetProperty("r", out var rank) && rank.ValueKind == JsonValueKind.Number && rank.TryGetInt32(out var r) && r > 0
                ? r
                : throw new ModelFileException(path, "states no rank r as a positive whole number. Save the adapter again."),
            HasRanks = config.TryGetProperty("rank_pattern", out var ranks) && !IsUnset(ranks),
            Alpha = Number(path, "lora_alpha", config.TryGetProperty("lora_alpha", out var alpha) ? alpha : default),
            Alphas = Patterns(path, config),
            DividesByRoot = config.TryGetProperty("use_rslora", out var root) && root.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False or JsonValueKind.Null => false,
                _ => throw new ModelFileException(path, "states use_rslora as something else than true or false. Save the adapter again."),
            },
        };
    }

    private static List<(string Module, double Alpha)> Patterns(string path, JsonElement config)
    {
        if (!config.TryGetProperty("alpha_pattern", out var patterns) || IsUnset(patterns))
        {
            return [];
        }

        if (patterns.ValueKind != JsonValueKind.Object || patterns.EnumerateObject().Any(entry => !PlainName().IsMatch(entry.Name)))
        {
            throw new ModelFileException(
                path, "has an alpha_pattern other than names of modules with numbers, which is not supported. Use whole names.");
        }

        return [.. patterns.EnumerateObject().Select(entry => (entry.Name, Number(path, "alpha_pattern", entry.Value)))];
    }

    // Alpha 0 would change nothing, and llama.cpp reads it as no alpha, which is a factor of 1.
    private static double Number(string path, string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && float.IsFinite((float)number) && (float)number != 0
            ? number
            : throw new ModelFileException(
                path,
                $"states {key} as something else than a number other than zero; with alpha 0 an adapter changes nothing. "
                + "Leave it out, or save it again.");

    private static bool IsUnset(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static string Shown(string text) => SafetensorsFile.Shown(text);

    // A dot stands for any letter in PEFT's patterns, and so for itself too.
    [GeneratedRegex(@"^[A-Za-z0-9_.]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}

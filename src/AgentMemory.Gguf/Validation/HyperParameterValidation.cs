namespace AgentMemory.Gguf.Validation;

/// <summary>
/// The numbers a model states of its own shape ({architecture}.block_count and the like). Where llama.cpp divides by
/// one, or asserts something of one, it must be so; every other one must be a number that a model can have.
/// </summary>
internal sealed class HyperParameterValidation
{
    private const int LayersMax = 512;
    private const int ExpertsMax = 1_024;
    private const int WidthMax = 1 << 20;
    private const int WindowMax = 1 << 24;

    /// <summary>Measures that llama.cpp divides by or makes memory of.</summary>
    private static readonly string[] PositiveKeys =
    [
        "context_length", "embedding_length", "attention.key_length", "attention.value_length", "attention.key_length_mla",
        "attention.value_length_mla", "attention.key_length_swa", "attention.value_length_swa", "embedding_length_out",
        "ssm.conv_kernel", "ssm.inner_size", "ssm.state_size", "ssm.time_step_rank", "ssm.group_count", "wkv.head_size",
        "shortconv.l_cache", "attention.indexer.head_count", "attention.indexer.key_length", "attention.group_norm_groups",
        "moe_every_n_layers", "interleave_moe_layer_step", "full_attention_interval", "kda.head_dim",
    ];

    private static readonly string[] Scalings = ["none", "linear", "yarn", "longrope"];

    private readonly GgufFile _file;
    private readonly string _architecture;

    private HyperParameterValidation(GgufFile file, string architecture) => (_file, _architecture) = (file, architecture);

    /// <exception cref="ModelFileException">A measure is missing or impossible.</exception>
    internal static void Check(GgufFile file, string architecture)
    {
        var measures = new HyperParameterValidation(file, architecture);
        measures.CheckEveryNumber();
        measures.CheckSizes();
        measures.CheckHeads();
        measures.CheckPositions();
        measures.CheckExperts();
    }

    private void CheckEveryNumber()
    {
        foreach (var entry in _file.Entries.Where(entry => entry.Key.StartsWith(_architecture + ".", StringComparison.Ordinal)))
        {
            if (entry.Type is GgufValueType.Float32 or GgufValueType.Float64)
            {
                var isSound = entry.IsArray
                    ? _file.Numbers(entry.Key).All(float.IsFinite)
                    : double.IsFinite(_file.Number(entry.Key) ?? 0);
                Require(isSound, entry.Key, "holds a number that is none");
                if (!entry.IsArray && entry.Key.Contains("epsilon", StringComparison.Ordinal))
                {
                    Require(_file.Number(entry.Key) >= 0, entry.Key, "is below zero");
                }
            }
            else if (entry is { IsArray: false, Type: not (GgufValueType.Text or GgufValueType.Bool) })
            {
                Require(_file.Whole(entry.Key) is >= -1 and <= int.MaxValue, entry.Key, "is out of all range");
            }
        }
    }

    private void CheckSizes()
    {
        foreach (var key in PositiveKeys)
        {
            if (Find(key) is { } value)
            {
                Require(value > 0, Full(key), $"is {value}");
            }
        }

        var layers = Find("block_count");
        Require(layers is > 0 and <= LayersMax, Full("block_count"), $"is {Shown(layers)}, and 1 to {LayersMax} are possible");
        Require(Find("nextn_predict_layers") is not { } ahead || ahead < layers, Full("nextn_predict_layers"), "is no part of the layers");
        var width = Find("embedding_length");
        Require(width is > 0 and <= WidthMax, Full("embedding_length"), $"is {Shown(width)}");
        if (Find("ssm.inner_size") is { } inner)
        {
            Require(inner % Math.Max(1, Find("ssm.group_count") ?? 1) == 0, Full("ssm.group_count"), $"does not divide {inner}");
            Require(_architecture != "mamba2" || inner % Math.Max(1, Find("ssm.time_step_rank") ?? 1) == 0,
                Full("ssm.time_step_rank"), $"does not divide {inner}");
            Require(_architecture is not ("mamba" or "jamba") || inner == 2 * width, Full("ssm.inner_size"), "is not twice the width");
        }
    }

    private void CheckHeads()
    {
        var layers = (int)Find("block_count")!.Value;
        var heads = PerLayer("attention.head_count", layers);
        if (IsRecurrent() && heads.Count == 0)
        {
            return;
        }

        Require(heads.DefaultIfEmpty(0).Max() > 0, Full("attention.head_count"), "is missing or zero");
        var keyHeads = PerLayer("attention.head_count_kv", layers);
        for (var layer = 0; layer < layers; layer++)
        {
            var own = heads[heads.Count == 1 ? 0 : layer];
            var keys = keyHeads.Count == 0 ? own : keyHeads[keyHeads.Count == 1 ? 0 : layer];
            Require(own <= WidthMax && (own > 0 || (own == 0 && MayMix())), Full("attention.head_count"), $"is {own} in layer {layer}");
            var divides = keys == 0 ? MayMix() : keys > 0 && own % keys == 0;
            Require(divides, Full("attention.head_count_kv"), $"is {keys} where there are {own} heads in layer {layer}");
        }

        var width = Find("embedding_length")!.Value;
        if (heads[0] > 0)
        {
            Require(Find("attention.key_length") > 0 || heads[0] <= width, Full("attention.head_count"), $"is {heads[0]} for {width} numbers");
        }

        // llama.cpp multiplies the window by the number of sequences.
        Require(Find("attention.sliding_window") is null or (>= 0 and <= WindowMax), Full("attention.sliding_window"),
            $"is {Find("attention.sliding_window")}");
        CheckHeadWidths(heads[0] > 0 ? width / heads[0] : 0);
    }

    private void CheckHeadWidths(long usual)
    {
        var key = Find("attention.key_length") ?? usual;
        var value = Find("attention.value_length") ?? usual;
        Require(Math.Max(key, value) <= WidthMax, Full("attention.key_length"), $"is {key}");
        Require(key == value || MayDiffer(), Full("attention.value_length"), $"is {value} where keys have {key} numbers");
        var keyWindow = Find("attention.key_length_swa") ?? key;
        var valueWindow = Find("attention.value_length_swa") ?? value;
        Require(keyWindow == valueWindow || MayDiffer(), Full("attention.value_length_swa"), $"is {valueWindow} where keys have {keyWindow} numbers");
        CheckTurned("rope.dimension_count", key);
        CheckTurned("rope.dimension_count_swa", keyWindow);
    }

    private void CheckTurned(string name, long headWidth)
    {
        if (Find(name) is { } turned)
        {
            var mayBeNone = !TurnsPositions() || TurnsInWindowsAlone();
            Require(turned <= headWidth && turned % 2 == 0 && (turned > 0 || mayBeNone), Full(name), $"is {turned} for heads of {headWidth} numbers");
        }
        else
        {
            Require(headWidth % 2 == 0 || !TurnsPositions(), Full("embedding_length"), $"makes heads of {headWidth} numbers");
        }
    }

    /// <summary>Architectures that mark places by a table, or by a slope over distances, and not by turning numbers.</summary>
    private bool TurnsPositions() => _architecture is not ("bert" or "gpt2" or "mpt" or "bloom" or "starcoder" or "jais" or "t5"
        or "t5encoder" or "jina-bert-v2" or "mamba" or "mamba2" or "rwkv6" or "rwkv7" or "refact");

    /// <summary>Layers that see everything mark no places here; those with a window do.</summary>
    private bool TurnsInWindowsAlone() => _architecture is "maple" && Find("rope.dimension_count_swa") is > 0;

    /// <summary>Architectures without attention.</summary>
    private bool IsRecurrent() => _architecture is "mamba" or "mamba2" or "rwkv6" or "rwkv7" or "rwkv6qwen2" or "arwkv7" or "wavtokenizer-dec";

    /// <summary>Architectures in which some layers do without attention.</summary>
    private bool MayMix() => IsRecurrent() || _architecture is "deci" || Find("ssm.state_size") is > 0 || Find("shortconv.l_cache") is > 0
        || Find("kda.head_dim") is > 0 || Find("full_attention_interval") is > 0;

    /// <summary>Architectures whose keys are compressed, or that are known to keep values of another width.</summary>
    private bool MayDiffer() => Find("attention.kv_lora_rank") is > 0
        || _architecture is "mimo2" or "minicpm3" or "plm" or "deepseek" or "deepseek2" or "deepseek32" or "deepseek4"
            or "kimi-linear" or "kimi-k3" or "bailingmoe3" or "mistral4" or "glm-dsa" or "hy-v4" or "dots3note" or "step35";

    private void CheckPositions()
    {
        if (_file.TryGet(Full("rope.scaling.type"), out _))
        {
            var scaling = _file.Text(Full("rope.scaling.type"));
            Require(Array.IndexOf(Scalings, scaling) >= 0, Full("rope.scaling.type"), $"is '{scaling}', and {string.Join(", ", Scalings)} are possible");
        }

        Require(_file.Number(Full("rope.freq_base")) is null or > 0, Full("rope.freq_base"), "is not above zero");
        Require(_file.Number(Full("rope.scaling.factor")) is null or >= 0, Full("rope.scaling.factor"), "is below zero");
        Require(_file.Number(Full("attention.max_alibi_bias")) is null or >= 0, Full("attention.max_alibi_bias"), "is below zero");
    }

    private void CheckExperts()
    {
        var experts = Find("expert_count") ?? 0;
        var used = PerLayer("expert_used_count", (int)Find("block_count")!.Value).DefaultIfEmpty(0).Max();
        var groups = Find("expert_group_count") ?? 0;
        Require(experts is >= 0 and <= ExpertsMax, Full("expert_count"), $"is {experts}, and {ExpertsMax} are the limit");
        Require(experts == 0 ? used == 0 : used > 0 && used <= experts, Full("expert_used_count"), $"is {used} of {experts} experts");
        Require(experts == 0 ? groups == 0 : groups >= 0 && groups < experts, Full("expert_group_count"), $"is {groups} for {experts} experts");
        if (groups > 1)
        {
            var groupsUsed = Find("expert_group_used_count") ?? 0;
            Require(experts % groups == 0 && groupsUsed > 0 && groupsUsed < groups, Full("expert_group_used_count"), $"is {groupsUsed} of {groups} groups");
        }
    }

    /// <summary>One number for all layers, one for each, or none.</summary>
    private IReadOnlyList<long> PerLayer(string name, int layers)
    {
        var numbers = _file.Wholes(Full(name));
        if (_file.TryGet(Full(name), out var entry))
        {
            Require(entry.IsArray ? numbers.Count == layers : numbers.Count == 1, Full(name), $"holds {entry.Count} numbers for {layers} layers");
        }

        return numbers;
    }

    private long? Find(string name)
    {
        if (!_file.TryGet(Full(name), out var entry))
        {
            return null;
        }

        // Such a number in each layer is rare; the first stands for all here, and the rest is llama.cpp's to compare.
        return entry.IsArray ? _file.Wholes(Full(name)).Cast<long?>().FirstOrDefault() : _file.Whole(Full(name));
    }

    private string Full(string name) => $"{_architecture}.{name}";

    private static string Shown(long? value) => value is { } number ? GgufCursor.Figure(number) : "missing";

    private void Require(bool holds, string key, string what)
    {
        if (!holds)
        {
            throw new ModelFileException(_file.Path, $"cannot be a model: {key} {what}. It is damaged; get it again.");
        }
    }
}

using System.Globalization;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>
/// The names of linear layers in PyTorch's models (transformers) and in GGUF files, for one model: model.layers.3.self_attn.q_proj is
/// blk.3.attn_q.weight.
/// </summary>
internal sealed class PeftModules
{
    private const string LayerPrefix = "model.layers.";
    private const string OutputModule = "lm_head";
    private const string OutputTensor = "output.weight";

    private readonly ModelShape _shape;
    private readonly bool _interleavesHeads;
    private readonly Dictionary<string, (LinearShape Linear, int Order)> _byModule = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _moduleOfPart = new(StringComparer.Ordinal);

    public PeftModules(ModelShape shape)
    {
        _shape = shape;
        _interleavesHeads = KnownArchitectures.Find(shape.Architecture)?.Pairs == RotaryPairs.Neighbours;
        foreach (var linear in shape.Linears())
        {
            var module = linear.Part switch
            {
                "attn_q" => "self_attn.q_proj",
                "attn_k" => "self_attn.k_proj",
                "attn_v" => "self_attn.v_proj",
                "attn_qkv" => "self_attn.qkv_proj",
                "attn_output" => "self_attn.o_proj",
                "ffn_gate" => "mlp.gate_proj",
                // Phi-3 has gate and up in one layer, in this order in both worlds.
                "ffn_up" => shape.IsFused ? "mlp.gate_up_proj" : "mlp.up_proj",
                _ => "mlp.down_proj",
            };
            _byModule.Add(module, (linear, _byModule.Count));
            _moduleOfPart.Add(linear.Part, module);
        }
    }

    /// <summary>The last words of the modules, for messages and target_modules: q_proj, k_proj, ...</summary>
    public IEnumerable<string> ShortNames => _byModule.Keys.Select(Short);

    /// <summary>The GGUF tensor of a module, or null where the model has none of that name.</summary>
    public string? TensorOf(string module)
    {
        if (module == OutputModule)
        {
            return OutputTensor;
        }

        return Split(module, LayerPrefix) is var (layer, rest) && _byModule.TryGetValue(rest, out var found)
            ? ModelShape.TensorName(layer, found.Linear.Part)
            : null;
    }

    /// <summary>The module of a GGUF tensor, or null where it is no linear layer.</summary>
    public string? ModuleOf(string tensor)
    {
        if (tensor == OutputTensor)
        {
            return OutputModule;
        }

        const string end = ".weight";
        return tensor.EndsWith(end, StringComparison.Ordinal)
            && Split(tensor[..^end.Length], "blk.") is var (layer, part)
            && _moduleOfPart.TryGetValue(part, out var module)
                ? Name(layer, module)
                : null;
    }

    /// <summary>Where the tensor comes in a file: by layer, and within one in the order of its parts; the output layer last.</summary>
    public (int Layer, int Part) OrderOf(string tensor) =>
        ModuleOf(tensor) is { } module && Split(module, LayerPrefix) is var (layer, rest)
            ? (layer, _byModule[rest].Order)
            : (int.MaxValue, 0);

    /// <summary>Whether every layer has a module of this short name in the set; the output layer, which is one for all, has.</summary>
    public bool AllLayersHave(string shortName, IReadOnlySet<string> modules)
    {
        var rest = _byModule.Keys.FirstOrDefault(key => Short(key) == shortName);
        return rest is null || Enumerable.Range(0, _shape.Layers).All(layer => modules.Contains(Name(layer, rest)));
    }

    /// <summary>The heads whose rows GGUF interleaves, or null where the rows of the tensor are in PyTorch's order.</summary>
    public int? InterleavedHeads(string tensor) => !_interleavesHeads ? null
        : tensor.EndsWith(".attn_q.weight", StringComparison.Ordinal) ? _shape.Heads
        : tensor.EndsWith(".attn_k.weight", StringComparison.Ordinal) ? _shape.KeyValueHeads
        : null;

    /// <summary>self_attn.q_proj as q_proj.</summary>
    public static string Short(string module) => module[(module.LastIndexOf('.') + 1)..];

    private static string Name(int layer, string rest) => string.Create(CultureInfo.InvariantCulture, $"{LayerPrefix}{layer}.{rest}");

    // "model.layers.3.self_attn.q_proj" as 3 and "self_attn.q_proj".
    private (int Layer, string Part)? Split(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = name[prefix.Length..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
            && layer < _shape.Layers && layer.ToString(CultureInfo.InvariantCulture).Length == dot
                ? (layer, rest[(dot + 1)..])
                : null;
    }
}

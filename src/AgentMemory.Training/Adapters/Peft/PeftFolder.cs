using System.Text;
using AgentMemory.Gguf;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>
/// An adapter as PEFT saves it: a folder with adapter_config.json and adapter_model.safetensors, whose tensors are
/// base_model.model.MODULE.lora_A.weight [rank, inputs] and lora_B.weight [outputs, rank], the rows of queries and keys in PyTorch's order.
/// </summary>
internal static class PeftFolder
{
    private const string TensorsName = "adapter_model.safetensors";
    private const string PickledName = "adapter_model.bin";
    private const string Prefix = "base_model.model.";
    private const string EndA = ".lora_A.weight";
    private const string EndB = ".lora_B.weight";

    /// <summary>Whether a path is to be read as such a folder.</summary>
    public static bool Is(string path) => Directory.Exists(path);

    /// <summary>Reads the adapter for a model.</summary>
    /// <exception cref="ModelFileException">It is no plain LoRA, is damaged, or does not fit the model.</exception>
    public static StoredAdapter Read(string folder, GgufFile baseFile, ModelShape shape)
    {
        var config = PeftConfig.Read(Path.Combine(folder, PeftConfig.FileName));
        var path = Path.Combine(folder, TensorsName);
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, PickledName)))
        {
            throw new ModelFileException(folder, $"holds {PickledName}, which can run code when it is read. Save it with safe_serialization=True.");
        }

        using var file = SafetensorsFile.Open(path);
        var modules = new PeftModules(shape);
        var pairs = Pairs(file, baseFile, modules, config);
        var (alpha, remarks) = PeftAlpha.ToGguf(
            Path.Combine(folder, PeftConfig.FileName), config, pairs.Select(pair => (modules.ModuleOf(pair.Target)!, pair.Rank)));
        var adapter = new StoredAdapter
        {
            Architecture = shape.Architecture,
            Alpha = alpha,
            Pairs = pairs,
            BaseSha256 = file.Metadata.GetValueOrDefault(AdapterFile.BaseKey),
            BaseName = file.Metadata.GetValueOrDefault(AdapterFile.BaseNameKey),
            Remarks = remarks,
        };
        // What would be written anew just so need not be kept.
        return PeftAlpha.Config(adapter, modules, Ranks(modules, adapter)) == config.Text ? adapter : adapter with { Config = config.Text };
    }

    /// <summary>Writes the folder, which is made where it is not there; the configuration last, so that a folder with one is whole.</summary>
    /// <exception cref="ModelFileException">The adapter changes what PEFT has no name for here.</exception>
    public static void Write(StoredAdapter adapter, ModelShape shape, string folder)
    {
        var modules = new PeftModules(shape);
        if (adapter.Pairs.FirstOrDefault(pair => modules.ModuleOf(pair.Target) is null) is { } other)
        {
            throw new ModelFileException(
                folder, $"cannot hold the adapter: it changes '{other.Target}', and linear layers alone can be converted. Train an adapter of these.");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" };
        foreach (var (key, text) in new[] { (AdapterFile.BaseKey, adapter.BaseSha256), (AdapterFile.BaseNameKey, adapter.BaseName) })
        {
            if (text is not null)
            {
                metadata[key] = text;
            }
        }

        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, TensorsName),
            metadata,
            adapter.Pairs.SelectMany(pair => Tensors(modules.ModuleOf(pair.Target)!, pair, modules)));
        var config = Path.Combine(folder, PeftConfig.FileName);
        File.WriteAllText(config + ".partial", PeftAlpha.Config(adapter, modules, Ranks(modules, adapter)), new UTF8Encoding(false));
        File.Move(config + ".partial", config, overwrite: true);
    }

    private static List<(string Module, int Rank)> Ranks(PeftModules modules, StoredAdapter adapter) =>
        [.. adapter.Pairs.Select(pair => (modules.ModuleOf(pair.Target)!, pair.Rank))];

    private static IEnumerable<(string Name, GgmlType Type, long[] Shape, byte[] Data)> Tensors(string module, StoredPair pair, PeftModules modules)
    {
        var b = modules.InterleavedHeads(pair.Target) is { } heads ? HeadRows.Separate(pair.B, heads) : pair.B;
        yield return (Prefix + module + EndA, pair.A.Type, [pair.A.Rows, pair.A.Columns], pair.A.Data);
        yield return (Prefix + module + EndB, b.Type, [b.Rows, b.Columns], b.Data);
    }

    private static List<StoredPair> Pairs(SafetensorsFile file, GgufFile baseFile, PeftModules modules, PeftConfig config)
    {
        var byName = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var tensor in file.Tensors)
        {
            CheckName(file, modules, tensor.Name);
        }

        var pairs = new List<StoredPair>();
        foreach (var module in file.Tensors.Select(tensor => Module(tensor.Name)).Distinct(StringComparer.Ordinal))
        {
            if (!byName.TryGetValue(Prefix + module + EndA, out var a) || !byName.TryGetValue(Prefix + module + EndB, out var b))
            {
                throw new ModelFileException(file.Path, $"lacks one of the two factors of '{SafetensorsFile.Shown(module)}'. Save it again.");
            }

            var target = modules.TensorOf(module)!;
            CheckShapes(file, baseFile, config, module, target, a, b);
            var second = Factor(file, b);
            pairs.Add(new StoredPair(
                target, Factor(file, a), modules.InterleavedHeads(target) is { } heads ? HeadRows.Interleave(second, heads) : second));
        }

        return pairs.Count > 0
            ? [.. pairs.OrderBy(pair => modules.OrderOf(pair.Target))]
            : throw new ModelFileException(file.Path, "holds no factors. Save the adapter again.");
    }

    private static void CheckName(SafetensorsFile file, PeftModules modules, string name)
    {
        var shown = SafetensorsFile.Shown(name);
        if (name.Contains("lora_magnitude_vector", StringComparison.Ordinal))
        {
            throw new ModelFileException(file.Path, $"is a DoRA ('{shown}'), which is not supported. Train a plain LoRA.");
        }

        var isFactor = name.StartsWith(Prefix, StringComparison.Ordinal)
            && (name.EndsWith(EndA, StringComparison.Ordinal) || name.EndsWith(EndB, StringComparison.Ordinal));
        if (!isFactor || name.Length <= Prefix.Length + EndA.Length)
        {
            throw new ModelFileException(
                file.Path, $"holds '{shown}', which is no factor of a LoRA over linear layers. Train a LoRA of {string.Join(", ", modules.ShortNames)}.");
        }

        if (modules.TensorOf(Module(name)) is null)
        {
            throw new ModelFileException(
                file.Path,
                $"changes '{SafetensorsFile.Shown(Module(name))}', which the model does not have; {string.Join(", ", modules.ShortNames)} "
                + "of its layers can be changed. It belongs to another model.");
        }
    }

    private static string Module(string name) => name[Prefix.Length..^EndA.Length];

    private static void CheckShapes(
        SafetensorsFile file, GgufFile baseFile, PeftConfig config, string module, string target, SafetensorsTensor a, SafetensorsTensor b)
    {
        if (!baseFile.TryGetTensor(target, out var layer) || layer.Extents.Count != 2)
        {
            throw new ModelFileException(
                file.Path, $"changes '{module}', which {Path.GetFileName(baseFile.Path)} does not have ({target}). It belongs to another model.");
        }

        if (a.Shape.Count != 2 || b.Shape.Count != 2 || a.Shape[0] != b.Shape[1] || a.Shape[0] is < 1 or > int.MaxValue)
        {
            throw new ModelFileException(
                file.Path, $"changes '{module}' by {Shape(a)} and {Shape(b)}, which cannot be multiplied. Save it again.");
        }

        if (a.Shape[1] != layer.Extents[0] || b.Shape[0] != layer.Extents[1])
        {
            throw new ModelFileException(
                file.Path,
                $"changes '{module}' by {Shape(a)} and {Shape(b)}, and the model's layer is {layer.Extents[1]} x {layer.Extents[0]}. "
                + "It belongs to another model.");
        }

        if (a.Shape[0] != config.Rank && !config.HasRanks)
        {
            throw new ModelFileException(
                file.Path, $"gives '{module}' rank {a.Shape[0]}, and {PeftConfig.FileName} states r {config.Rank}. Save both again.");
        }
    }

    private static StoredFactor Factor(SafetensorsFile file, SafetensorsTensor tensor) =>
        new(tensor.Type, tensor.Shape[1], tensor.Shape[0], file.Read(tensor));

    private static string Shape(SafetensorsTensor tensor) => tensor.Shape.Count == 0 ? "a single number" : string.Join(" x ", tensor.Shape);
}

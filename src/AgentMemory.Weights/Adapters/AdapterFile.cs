using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Weights;

/// <summary>
/// A LoRA adapter in a GGUF file that llama.cpp loads by itself: <c>general.type</c> adapter, <c>adapter.type</c> lora,
/// <c>adapter.lora.alpha</c>, and for each layer <c>NAME.lora_a</c> [inputs, rank] and <c>NAME.lora_b</c> [rank, outputs];
/// plus our own key with the hash of the base model it belongs to.
/// </summary>
public sealed record AdapterFile
{
    /// <summary>Key of the base model's hash.</summary>
    public const string BaseKey = "agentmemory.base.sha256";

    /// <summary>Key of the base model's name.</summary>
    public const string BaseNameKey = "agentmemory.base.name";

    private const string PartA = ".lora_a";

    public required string Architecture { get; init; }

    /// <summary>Of the base model's file; null in adapters that others made.</summary>
    public required string? BaseSha256 { get; init; }

    /// <summary>The base model's id, for messages; null in adapters that others made.</summary>
    public string? BaseName { get; init; }

    public required AdapterShape Shape { get; init; }

    /// <summary>The matrices, F32.</summary>
    public required IReadOnlyList<WeightTensor> Tensors { get; init; }

    /// <summary>What a graph that trains an adapter holds now.</summary>
    public static AdapterFile Of(TrainingGraph graph, ModelCard card) => Of(graph, card.Sha256) with { BaseName = card.Id };

    /// <summary>What a graph that trains an adapter holds now, for a base without a name.</summary>
    public static AdapterFile Of(TrainingGraph graph, string baseSha256) => new()
    {
        Architecture = graph.Shape.Architecture,
        BaseSha256 = baseSha256,
        Shape = graph.Settings.Adapter ?? throw new ArgumentException("this graph has no adapter", nameof(graph)),
        Tensors = [.. graph.TrainedNames.Select(n => new WeightTensor(n, graph.Extents(n), graph.Weights(n)))],
    };

    /// <summary>Reads an adapter file of any maker.</summary>
    /// <exception cref="UserErrorException">It is no LoRA adapter, or its matrices do not fit together.</exception>
    public static AdapterFile Read(string path)
    {
        using var file = Open(path);
        if (file.Text("general.type") != "adapter" || file.Text("adapter.type") != "lora")
        {
            throw new UserErrorException($"adapter {path} is no LoRA adapter; name a file that train or lora has written");
        }

        var first = file.Tensors.FirstOrDefault(t => t.Name.EndsWith(PartA, StringComparison.Ordinal))
            ?? throw new UserErrorException($"adapter {path} has no matrices; train it again");
        var rank = checked((int)first.Extents[^1]);
        var alpha = (float)(file.Number("adapter.lora.alpha") ?? rank);
        if (!float.IsFinite(alpha))
        {
            throw new UserErrorException($"adapter {path} states an alpha that is no number; train it again");
        }

        var tensors = file.Tensors.Select(t => new WeightTensor(t.Name, t.Extents, Numbers(path, file, t))).ToArray();
        foreach (var tensor in tensors)
        {
            var ranked = tensor.Name.EndsWith(PartA, StringComparison.Ordinal) ? tensor.Extents[^1] : tensor.Extents[0];
            if (tensor.Extents.Count != 2 || ranked != rank)
            {
                throw new UserErrorException($"adapter {path}: {tensor.Name} does not have rank {rank} like the others; train it again");
            }
        }

        return new AdapterFile
        {
            Architecture = file.Text("general.architecture") ?? "",
            BaseSha256 = file.Text(BaseKey),
            BaseName = file.Text(BaseNameKey),
            Shape = new AdapterShape
            {
                Rank = rank,
                Alpha = alpha,
                Parts = [.. AdapterShape.AllParts.Append(AdapterShape.FusedPart).Where(p =>
                    tensors.Any(t => t.Name.EndsWith($".{p}.weight{PartA}", StringComparison.Ordinal)))],
            },
            Tensors = tensors,
        };
    }

    /// <summary>Writes the file; put in place when whole.</summary>
    public void Write(string path)
    {
        var file = new GgufWriter();
        file.Set("general.type", "adapter");
        file.Set("general.architecture", Architecture);
        file.Set("adapter.type", "lora");
        file.Set("adapter.lora.alpha", Shape.Alpha);
        if (BaseSha256 is not null)
        {
            file.Set(BaseKey, BaseSha256);
        }

        if (BaseName is not null)
        {
            file.Set(BaseNameKey, BaseName);
        }

        foreach (var tensor in Tensors)
        {
            file.Add(tensor.Name, [.. tensor.Extents], GgmlType.F32, tensor.Values);
        }

        file.Save(path);
    }

    /// <summary>Puts these weights into a graph of the same adapter shape, to go on training.</summary>
    /// <exception cref="UserErrorException">The graph's adapter has other matrices, or its base is another model.</exception>
    public void CopyTo(TrainingGraph graph, string baseSha256)
    {
        RefuseOtherBase(baseSha256);
        var names = graph.TrainedNames.ToHashSet(StringComparer.Ordinal);
        if (!names.SetEquals(Tensors.Select(t => t.Name)) || Tensors.Any(t => !t.Extents.SequenceEqual(graph.Extents(t.Name))))
        {
            throw new UserErrorException(
                $"the adapter has {Tensors.Count} matrices of rank {Shape.Rank}, other than the {names.Count} to be trained; "
                + "keep rank and layers as they were, or start a new adapter");
        }

        foreach (var tensor in Tensors)
        {
            graph.SetWeights(tensor.Name, tensor.Values);
        }
    }

    /// <summary>What it adds to each linear layer, worn with a factor.</summary>
    public IEnumerable<AdapterChange> Changes(float scale)
    {
        var byName = Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var a in Tensors.Where(t => t.Name.EndsWith(PartA, StringComparison.Ordinal)))
        {
            var name = a.Name[..^PartA.Length];
            yield return byName.TryGetValue(name + ".lora_b", out var b)
                ? new AdapterChange(name, a.Values, b.Values, Shape.Rank, scale * Shape.Scale)
                : throw new UserErrorException($"the adapter lacks one of the two factors of {name}; train it again");
        }
    }

    /// <summary>Refuses an adapter that says it was trained on another base model.</summary>
    /// <exception cref="UserErrorException">It was; both are named.</exception>
    public void RefuseOtherBase(string baseSha256, string? baseName = null)
    {
        if (BaseSha256 is not null && BaseSha256 != baseSha256)
        {
            throw new UserErrorException(
                $"the adapter belongs to the base model {BaseName} ({BaseSha256[..Math.Min(12, BaseSha256.Length)]}) and this is "
                + $"{baseName} ({baseSha256[..12]}); "
                + "take the model it was trained on");
        }
    }

    private static GgufFile Open(string path)
    {
        try
        {
            return GgufFile.Open(path);
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static float[] Numbers(string path, GgufFile file, GgufTensor tensor) => tensor.Type is GgmlType.F32 or GgmlType.F16
        ? TensorNumbers.Read(file, tensor)
        : throw new UserErrorException($"adapter {path}: {tensor.Name} is {tensor.Type}; export it as F32 or F16");
}

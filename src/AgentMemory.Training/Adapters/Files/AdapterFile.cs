using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Adapters;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Adapters.Files;

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
    private const string PartB = ".lora_b";

    public required string Architecture { get; init; }

    /// <summary>Of the base model's file; null in adapters that others made.</summary>
    public required string? BaseSha256 { get; init; }

    /// <summary>The base model's id, for messages; null in adapters that others made.</summary>
    public string? BaseName { get; init; }

    /// <summary>Its largest rank, with the alpha that gives this rank its scale.</summary>
    public required AdapterShape Shape { get; init; }

    /// <summary>As in the file; null or 0 for a scale of 1, see <see cref="LoraLayout.ScaleOf"/>.</summary>
    public required float? StatedAlpha { get; init; }

    /// <summary>The matrices, F32.</summary>
    public required IReadOnlyList<WeightTensor> Tensors { get; init; }

    /// <summary>What a person should know before it is used, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>Reads an adapter file of any maker.</summary>
    /// <param name="path">The file.</param>
    /// <param name="baseFile">The model it is for; null checks the adapter alone.</param>
    /// <exception cref="UserErrorException">It is no LoRA adapter, its matrices do not fit together, or it is another model's.</exception>
    public static AdapterFile Read(string path, GgufFile? baseFile = null)
    {
        try
        {
            using var file = GgufFile.Open(path);
            var layout = LoraLayout.Read(file, baseFile);
            var rank = layout.Pairs.Max(p => p.Rank);
            return new AdapterFile
            {
                Architecture = file.Text("general.architecture") ?? "",
                BaseSha256 = file.Text(BaseKey),
                BaseName = file.Text(BaseNameKey),
                StatedAlpha = layout.Alpha,
                Shape = new AdapterShape
                {
                    Rank = rank,
                    Alpha = layout.Alpha is { } alpha and not 0 ? alpha : rank,
                    Parts = [.. AdapterShape.AllParts.Append(AdapterShape.FusedPart).Where(p =>
                        layout.Pairs.Any(t => t.Target.EndsWith($".{p}.weight", StringComparison.Ordinal)))],
                },
                Tensors = [.. layout.Pairs.SelectMany(p => new[] { p.A, p.B }).Select(t => Numbers(path, file, t))],
                Remark = layout.Remark is { } remark ? $"{path} {remark}" : null,
            };
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    /// <summary>Writes the file; put in place when whole.</summary>
    public void Write(string path)
    {
        var file = new GgufWriter();
        file.Set("general.type", "adapter");
        file.Set("general.architecture", Architecture);
        file.Set("adapter.type", "lora");
        if (StatedAlpha is { } alpha)
        {
            file.Set("adapter.lora.alpha", alpha);
        }

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
            file.Add(tensor.Name, [.. tensor.Extents], tensor.Values);
        }

        file.Save(path);
    }

    /// <summary>The factor of a product of this rank; layers of one adapter may have different ranks.</summary>
    public float ScaleOf(long rank) => LoraLayout.ScaleOf(StatedAlpha, (int)rank);

    /// <summary>What it adds to each matrix, worn with a factor.</summary>
    public IEnumerable<AdapterChange> Changes(float scale)
    {
        var byName = Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var a in Tensors.Where(t => t.Name.EndsWith(PartA, StringComparison.Ordinal)))
        {
            var name = a.Name[..^PartA.Length];
            var b = byName[name + PartB];
            var rank = (int)b.Extents[0];
            var isTable = name.EndsWith("token_embd.weight", StringComparison.Ordinal);
            yield return new AdapterChange(
                name, isTable ? Turned(b) : a.Values, isTable ? a.Values : b.Values, rank, scale * ScaleOf(rank));
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

    internal void RefuseOtherMeasures(AdapterShape wanted)
    {
        var ranks = Tensors.Where(t => t.Name.EndsWith(PartB, StringComparison.Ordinal)).Select(t => t.Extents[0]).Distinct().Order().ToArray();
        if (ranks.Length > 1)
        {
            throw new UserErrorException(
                $"the adapter has ranks {string.Join(" and ", ranks)}, and training keeps one rank; merge it into its base and train on from there, "
                + "or start a new adapter");
        }

        if (ranks[0] != wanted.Rank)
        {
            throw new UserErrorException(
                $"the adapter has rank {ranks[0]} and rank {wanted.Rank} is to be trained; keep the rank as it was, or start a new adapter");
        }

        var (own, next) = (ScaleOf(ranks[0]), wanted.Scale);
        if (Math.Abs(own - next) > 1e-5f * Math.Abs(own))
        {
            throw new UserErrorException(FormattableString.Invariant(
                $"the adapter has alpha {own * ranks[0]} and would go on with alpha {wanted.Alpha}: ")
                + FormattableString.Invariant($"all it has learnt would be multiplied by {next / own:G4}; ")
                + "keep its alpha, or start a new adapter");
        }
    }

    // [rank, n] to [n, rank].
    private static float[] Turned(WeightTensor factor)
    {
        var (rank, count) = ((int)factor.Extents[0], (int)factor.Extents[1]);
        var turned = new float[factor.Values.Length];
        for (var n = 0; n < count; n++)
        {
            for (var r = 0; r < rank; r++)
            {
                turned[(r * count) + n] = factor.Values[(n * rank) + r];
            }
        }

        return turned;
    }

    private static WeightTensor Numbers(string path, GgufFile file, GgufTensor tensor)
    {
        try
        {
            return new WeightTensor(tensor.Name, [tensor.Extents[0], tensor.Elements / tensor.Extents[0]], TensorNumbers.Read(file, tensor));
        }
        catch (NotSupportedException e)
        {
            throw new UserErrorException($"adapter {path}: {e.Message}; export it as F32 or F16", e);
        }
    }
}

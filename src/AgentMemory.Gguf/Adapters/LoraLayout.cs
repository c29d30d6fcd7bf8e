using AgentMemory.Gguf.Validation;

namespace AgentMemory.Gguf.Adapters;

/// <summary>
/// What a LoRA adapter's file says, read in one way whether llama.cpp attaches it, it is merged into its base, or training goes on
/// with it: each needs the same factors at the same scale.
/// </summary>
public sealed record LoraLayout
{
    private const string AlphaKey = "adapter.lora.alpha";
    private const string First = ".lora_a";
    private const string Second = ".lora_b";

    private LoraLayout()
    {
    }

    /// <summary>As in the file; null where it states none.</summary>
    public required float? Alpha { get; init; }

    public required IReadOnlyList<LoraPair> Pairs { get; init; }

    /// <summary>What a person should know before the adapter is used, or null.</summary>
    public string? Remark => Alpha == 0
        ? "states alpha 0, which llama.cpp reads as no alpha: its change is added with factor 1, and not with 0 / rank. "
            + "Attached and merged are the same; where it is to change nothing, leave it out"
        : null;

    /// <summary>The factor of a pair's product: alpha / rank, and 1 without an alpha or with alpha 0, as llama.cpp has it.</summary>
    public static float ScaleOf(float? alpha, int rank) => alpha is { } stated and not 0 ? stated / rank : 1;

    /// <summary>Reads and checks an adapter.</summary>
    /// <param name="adapter">Its file.</param>
    /// <param name="baseFile">The model it is for; null checks the adapter alone.</param>
    /// <exception cref="ModelFileException">It is no LoRA adapter, its factors do not fit together, or it is another model's.</exception>
    public static LoraLayout Read(GgufFile adapter, GgufFile? baseFile = null)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        CheckKind(adapter, baseFile);
        var names = adapter.Tensors.Select(tensor => Target(adapter, tensor.Name)).Distinct().ToArray();
        if (names.Length == 0)
        {
            throw new ModelFileException(adapter.Path, "holds no factors. Train it again.");
        }

        LoraPair[] pairs = [.. names.Select(name => Pair(adapter, name))];
        if (baseFile is not null)
        {
            foreach (var pair in pairs)
            {
                CheckFits(adapter, baseFile, pair);
            }
        }

        return new LoraLayout { Alpha = (float?)adapter.Number(AlphaKey), Pairs = pairs };
    }

    private static void CheckKind(GgufFile adapter, GgufFile? baseFile)
    {
        Same("general.type", "adapter");
        Same("adapter.type", "lora");
        if (baseFile is not null)
        {
            Same("general.architecture", baseFile.Text("general.architecture"));
        }

        if (adapter.TryGet(AlphaKey, out var alpha)
            && (alpha.IsArray || alpha.Type != GgufValueType.Float32 || !double.IsFinite(adapter.Number(AlphaKey) ?? double.NaN)))
        {
            throw new ModelFileException(adapter.Path, $"states {AlphaKey} as something else than a Float32. Train it again.");
        }

        if (adapter.TryGet("adapter.alora.invocation_tokens", out _))
        {
            throw new ModelFileException(
                adapter.Path, "is an adapter that waits for invocation tokens, which is not supported. Train a plain LoRA.");
        }

        void Same(string key, string? expected)
        {
            var found = adapter.Text(key);
            if (found != expected)
            {
                throw new ModelFileException(
                    adapter.Path, $"says {key} is '{found ?? "nothing"}' and '{expected}' belongs there. Train an adapter for this model.");
            }
        }
    }

    private static string Target(GgufFile adapter, string name) =>
        name.EndsWith(First, StringComparison.Ordinal) || name.EndsWith(Second, StringComparison.Ordinal)
            ? name[..^First.Length]
            : throw new ModelFileException(
                adapter.Path, $"holds '{name}', which is no factor of a LoRA. Train an adapter for this model.");

    private static LoraPair Pair(GgufFile adapter, string name)
    {
        if (!adapter.TryGetTensor(name + First, out var a) || !adapter.TryGetTensor(name + Second, out var b))
        {
            throw new ModelFileException(adapter.Path, $"lacks one of the two factors of '{name}'. Train it again.");
        }

        if (!ModelValidation.IsWeight(a.Type) || !ModelValidation.IsWeight(b.Type))
        {
            throw new ModelFileException(
                adapter.Path, $"stores the factors of '{name}' as {a.Type} and {b.Type}, which cannot be multiplied. Train it again.");
        }

        var pair = new LoraPair(name, a, b);
        var areMatrices = a.Extents.Skip(2).Concat(b.Extents.Skip(2)).All(extent => extent == 1);
        return areMatrices && pair.Inner == LoraPair.Extent(b, 0) && pair.Inner is > 0 and <= int.MaxValue
            ? pair
            : throw new ModelFileException(
                adapter.Path, $"changes '{name}' by {a.Shape} and {b.Shape}, which cannot be multiplied. Train it again.");
    }

    private static void CheckFits(GgufFile adapter, GgufFile baseFile, LoraPair pair)
    {
        if (!baseFile.TryGetTensor(pair.Target, out var target))
        {
            throw new ModelFileException(
                adapter.Path,
                $"changes '{pair.Target}', which {Path.GetFileName(baseFile.Path)} does not have. It belongs to another model.");
        }

        // llama.cpp adds a LoRA where it multiplies with a matrix: at a norm or a bias it would be loaded and left out.
        if (target.Extents.Count != 2)
        {
            throw new ModelFileException(
                adapter.Path, $"changes '{pair.Target}' ({target.Shape}), which is no matrix, so attaching would leave it out. Train it again.");
        }

        if (pair.IsTable && !baseFile.TryGetTensor("output.weight", out _))
        {
            throw new ModelFileException(
                adapter.Path,
                $"changes '{pair.Target}', with which {Path.GetFileName(baseFile.Path)} makes its logits too; llama.cpp cannot attach that. "
                + "Train an adapter of the layers alone.");
        }

        if (pair.Inputs != target.Extents[0] || pair.Outputs != target.Extents[1])
        {
            throw new ModelFileException(
                adapter.Path,
                $"changes '{pair.Target}' by {pair.A.Shape} and {pair.B.Shape}, and the model's tensor is {target.Shape}. "
                + "It belongs to another model.");
        }
    }
}

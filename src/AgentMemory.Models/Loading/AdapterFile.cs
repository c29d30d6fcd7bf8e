using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Models;

/// <summary>
/// Checks a LoRA adapter's file against the base model it is to be worn by, before native code sees it: its kind, its
/// architecture, that each pair of factors belongs to a tensor of the base, and that the shapes multiply.
/// </summary>
public static class AdapterFile
{
    private const string First = ".lora_a";
    private const string Second = ".lora_b";
    private const string BaseKey = "agentmemory.base.sha256";
    private const string BaseNameKey = "agentmemory.base.name";

    /// <summary>Checks an adapter.</summary>
    /// <param name="path">The adapter.</param>
    /// <param name="baseFile">The model it is to be worn by.</param>
    /// <param name="card">Its card; an adapter that names its base by hash is held to it. Null asks for the shapes alone.</param>
    /// <exception cref="UserErrorException">The adapter cannot be read or belongs to another base model.</exception>
    public static void Check(string path, GgufFile baseFile, ModelCard? card = null)
    {
        ArgumentNullException.ThrowIfNull(baseFile);
        try
        {
            using var adapter = GgufFile.Open(path);
            CheckKind(adapter, baseFile);
            if (card is not null && adapter.Text(BaseKey) is { } hash && hash != card.Sha256)
            {
                throw new ModelFileException(
                    path,
                    $"was trained on the model {adapter.Text(BaseNameKey)} ({hash[..Math.Min(12, hash.Length)]}) and this is {card.Id} "
                        + $"({card.Sha256[..12]}). Take that model, or train an adapter for this one.");
            }

            var pairs = adapter.Tensors.Select(tensor => Target(adapter, tensor.Name)).Distinct().ToArray();
            if (pairs.Length == 0)
            {
                throw new ModelFileException(path, "holds no factors. Train it again.");
            }

            foreach (var name in pairs)
            {
                CheckPair(adapter, baseFile, name);
            }
        }
        catch (ModelFileException cause)
        {
            throw new UserErrorException(cause.Message, cause);
        }
    }

    private static void CheckKind(GgufFile adapter, GgufFile baseFile)
    {
        Same("general.type", "adapter");
        Same("adapter.type", "lora");
        Same("general.architecture", baseFile.Text("general.architecture"));
        if (adapter.TryGet("adapter.lora.alpha", out var alpha)
            && (alpha.IsArray || alpha.Type != GgufValueType.Float32 || !double.IsFinite(Alpha())))
        {
            throw new ModelFileException(
                adapter.Path, "states adapter.lora.alpha as something else than a Float32. Train it again.");
        }

        if (adapter.TryGet("adapter.alora.invocation_tokens", out _))
        {
            throw new ModelFileException(
                adapter.Path, "is an adapter that waits for invocation tokens, which is not supported. Train a plain "
                    + "LoRA.");
        }

        double Alpha() => adapter.Number("adapter.lora.alpha") ?? double.NaN;

        void Same(string key, string? expected)
        {
            var found = adapter.Text(key);
            if (found != expected)
            {
                throw new ModelFileException(
                    adapter.Path,
                    $"says {key} is '{found ?? "nothing"}' and '{expected}' belongs there. Train an adapter for this "
                        + "model.");
            }
        }
    }

    private static string Target(GgufFile adapter, string name) =>
        name.EndsWith(First, StringComparison.Ordinal) || name.EndsWith(Second, StringComparison.Ordinal)
            ? name[..^First.Length]
            : throw new ModelFileException(
                adapter.Path, $"holds '{name}', which is no factor of a LoRA. Train an adapter for this model.");

    private static void CheckPair(GgufFile adapter, GgufFile baseFile, string name)
    {
        if (!adapter.TryGetTensor(name + First, out var a) || !adapter.TryGetTensor(name + Second, out var b))
        {
            throw new ModelFileException(adapter.Path, $"lacks one of the two factors of '{name}'. Train it again.");
        }

        if (!baseFile.TryGetTensor(name, out var target))
        {
            throw new ModelFileException(
                adapter.Path,
                $"changes '{name}', which {Path.GetFileName(baseFile.Path)} does not have. It belongs to another "
                    + "model.");
        }

        if (!ModelSoundness.IsWeight(a.Type) || !ModelSoundness.IsWeight(b.Type))
        {
            throw new ModelFileException(
                adapter.Path, $"stores the factors of '{name}' as {a.Type} and {b.Type}, which cannot be multiplied. Train it again.");
        }

        // The table of embeddings is looked up, not multiplied, so its factors stand the other way round.
        var isTable = name.EndsWith("token_embd.weight", StringComparison.Ordinal);
        var fits = isTable
            ? Extent(a, 1) == Extent(target, 1) && Extent(b, 1) == Extent(target, 0) && Extent(a, 0) == Extent(b, 0)
            : Extent(a, 0) == Extent(target, 0) && Extent(b, 1) == Extent(target, 1) && Extent(a, 1) == Extent(b, 0);
        if (!fits || a.Extents.Skip(2).Concat(b.Extents.Skip(2)).Any(extent => extent != 1))
        {
            throw new ModelFileException(
                adapter.Path,
                $"changes '{name}' by {a.Shape} and {b.Shape}, and the model's tensor is {target.Shape}. "
                + "It belongs to another model.");
        }
    }

    private static long Extent(GgufTensor tensor, int dimension) =>
        dimension < tensor.Extents.Count ? tensor.Extents[dimension] : 1;
}

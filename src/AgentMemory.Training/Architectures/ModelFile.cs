using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Validation;

namespace AgentMemory.Training.Architectures;

/// <summary>A model's file as training sees it: its shape, and whether it can be trained.</summary>
public static class ModelFile
{
    /// <summary>Types whose products and casts to F32 the processor knows; files of K-quants mix most of them.</summary>
    internal static readonly IReadOnlyList<GgmlType> Trainable =
    [
        GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0, GgmlType.Q4_0, GgmlType.Q4_1, GgmlType.Q5_0, GgmlType.Q5_1,
        GgmlType.Q2_K, GgmlType.Q3_K, GgmlType.Q4_K, GgmlType.Q5_K, GgmlType.Q6_K, GgmlType.IQ4_NL, GgmlType.IQ4_XS,
    ];

    /// <summary>Reads the shape from the metadata.</summary>
    /// <exception cref="UserErrorException">The file is no model that can be trained, or lacks a measure.</exception>
    public static ModelShape Shape(GgufFile file)
    {
        var name = file.Text("general.architecture") ?? throw Unfit(file, "names no architecture");
        var architecture = KnownArchitectures.Find(name)
            ?? throw Unfit(file, $"cannot be trained: its architecture {name} is none of {KnownArchitectures.Names}");
        CheckNumbers(file, name);
        var width = Whole("embedding_length");
        var heads = Whole("attention.head_count");
        var headWidth = Stated("attention.key_length") ?? Math.Max(1, width / heads);
        var context = Whole("context_length");
        var kind = file.Text($"{name}.rope.scaling.type") ?? "linear";
        var factor = file.Number($"{name}.rope.scaling.factor") ?? file.Number($"{name}.rope.scale_linear") ?? 0;
        var scale = factor > 0 && kind != "none" ? 1 / factor : 1;
        return architecture.Complete(
            new ModelShape
            {
                Architecture = name,
                Width = width,
                Layers = Whole("block_count"),
                Heads = heads,
                KeyValueHeads = Stated("attention.head_count_kv") ?? heads,
                HeadWidth = headWidth,
                FeedForward = Whole("feed_forward_length"),
                Vocabulary = file.TryGetTensor("token_embd.weight", out var table) && table.Extents.Count == 2
                    ? (int)table.Extents[1]
                    : throw Unfit(file, "has no table of token embeddings"),
                Context = context,
                TiedEmbeddings = !file.TryGetTensor("output.weight", out _),
                NormEpsilon = (float)(file.Number($"{name}.attention.layer_norm_rms_epsilon") ?? 1e-5),
                RopeBase = (float)(file.Number($"{name}.rope.freq_base") ?? 10_000),
                RopeScale = (float)scale,
                RopeDimensions = Stated("rope.dimension_count") ?? headWidth,
                Stretch = RopeScaling.Of(file, name + ".", kind, scale, context),
            },
            file);

        int Whole(string key) => Stated(key) ?? throw Unfit(file, $"has no usable {name}.{key}");

        int? Stated(string key) => file.Whole($"{name}.{key}") is { } value and > 0 and < int.MaxValue ? (int)value : null;
    }

    /// <summary>Why the file cannot be trained, in words for the user, or null.</summary>
    public static string? WhyNot(GgufFile file, ModelShape shape)
    {
        if (KnownArchitectures.Find(shape.Architecture) is not { } architecture)
        {
            return $"its architecture {shape.Architecture} is none of {KnownArchitectures.Names}";
        }

        var odd = file.Tensors.FirstOrDefault(t => !Trainable.Contains(t.Type));
        if (odd is not null)
        {
            return $"tensor {odd.Name} is {odd.Type}; training reads {string.Join(", ", Trainable)}";
        }

        return architecture.WhyNot(shape) ?? WrongTensor(file, [.. architecture.Tensors(shape)]);
    }

    private static void CheckNumbers(GgufFile file, string architecture)
    {
        try
        {
            ModelValidation.CheckNumbers(file, architecture);
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    /// <exception cref="UserErrorException">The file cannot be trained.</exception>
    internal static Architecture RequireArchitecture(GgufFile file, ModelShape shape) =>
        WhyNot(file, shape) is { } why ? throw Unfit(file, $"cannot be trained: {why}") : KnownArchitectures.Find(shape.Architecture)!;

    // A wrong extent would reach an assertion of ggml and end the process.
    private static string? WrongTensor(GgufFile file, IReadOnlyList<ExpectedTensor> expected)
    {
        var byName = expected.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var stranger = file.Tensors.FirstOrDefault(t => !byName.ContainsKey(t.Name));
        if (stranger is not null)
        {
            return $"it holds the tensor {stranger.Name}, which the trainer does not compute";
        }

        foreach (var tensor in expected)
        {
            if (!file.TryGetTensor(tensor.Name, out var stored))
            {
                if (tensor.IsRequired)
                {
                    return $"it lacks the tensor {tensor.Name}";
                }

                continue;
            }

            if (!stored.Extents.SequenceEqual(tensor.Extents))
            {
                return $"tensor {tensor.Name} is {stored.Shape} and should be {string.Join(" x ", tensor.Extents)}";
            }
        }

        return null;
    }

    private static UserErrorException Unfit(GgufFile file, string what) =>
        new($"model {file.Path} {what}; take another model");
}

using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Weights;

/// <summary>A model's file as training sees it: its shape, and whether it can be trained.</summary>
public static class ModelFile
{
    private static readonly GgmlType[] Trainable = [GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0];

    /// <summary>Reads the shape from the metadata.</summary>
    /// <exception cref="UserErrorException">The file is no model, or lacks a measure.</exception>
    public static ModelShape Shape(GgufFile file)
    {
        var architecture = file.Text("general.architecture") ?? throw Unfit(file, "names no architecture");
        var width = Whole("embedding_length");
        var heads = Whole("attention.head_count");
        var headWidth = (int?)file.Whole($"{architecture}.attention.key_length") ?? (width / Math.Max(1, heads));
        var scaling = file.Text($"{architecture}.rope.scaling.type");
        var factor = file.Number($"{architecture}.rope.scaling.factor") ?? 1;
        if (scaling is not (null or "none" or "linear"))
        {
            throw Unfit(file, $"stretches its context by \"{scaling}\", which the training graph does not compute");
        }

        return new ModelShape
        {
            Architecture = architecture,
            Width = width,
            Layers = Whole("block_count"),
            Heads = heads,
            KeyValueHeads = (int?)file.Whole($"{architecture}.attention.head_count_kv") ?? heads,
            HeadWidth = headWidth,
            FeedForward = Whole("feed_forward_length"),
            Vocabulary = file.TryGetTensor("token_embd.weight", out var table) && table.Extents.Count == 2
                ? (int)table.Extents[1]
                : throw Unfit(file, "has no table of token embeddings"),
            Context = Whole("context_length"),
            TiedEmbeddings = !file.TryGetTensor("output.weight", out _),
            NormEpsilon = (float)(file.Number($"{architecture}.attention.layer_norm_rms_epsilon") ?? 1e-5),
            RopeBase = (float)(file.Number($"{architecture}.rope.freq_base") ?? 10_000),
            RopeScale = scaling == "linear" && factor != 0 ? (float)(1 / factor) : 1,
            RopeDimensions = (int?)file.Whole($"{architecture}.rope.dimension_count") ?? headWidth,
        };

        int Whole(string key) => file.Whole($"{architecture}.{key}") is { } value and > 0 and < int.MaxValue
            ? (int)value
            : throw Unfit(file, $"has no usable {architecture}.{key}");
    }

    /// <summary>Why the file cannot be trained, in words for the user, or null.</summary>
    public static string? WhyNot(GgufFile file, ModelShape shape)
    {
        if (Architectures.Find(shape.Architecture) is not { } architecture)
        {
            return $"its architecture {shape.Architecture} is not among those that can be trained ({Architectures.Names})";
        }

        var odd = file.Tensors.FirstOrDefault(t => !Trainable.Contains(t.Type));
        if (odd is not null)
        {
            return $"tensor {odd.Name} is {odd.Type}; training reads {string.Join(", ", Trainable)}";
        }

        if (shape.Heads % shape.KeyValueHeads != 0)
        {
            return $"{shape.Heads} heads cannot share {shape.KeyValueHeads} key heads evenly";
        }

        return architecture.WhyNot(shape, [.. file.Tensors.Select(t => t.Name)]) ?? WrongExtent(file, shape);
    }

    /// <summary>The token that the engine puts in front of every prompt of this model, or null; llama.cpp itself is asked.</summary>
    /// <exception cref="UserErrorException">llama.cpp cannot read the file's vocabulary.</exception>
    public static int? BeginToken(string path) => OfVocabulary(path, vocabulary =>
        Llama.llama_vocab_get_add_bos(vocabulary) ? Llama.llama_vocab_bos(vocabulary) : null);

    /// <summary>The token with which the model ends a text, or null where its vocabulary has none.</summary>
    /// <exception cref="UserErrorException">llama.cpp cannot read the file's vocabulary.</exception>
    public static int? EndToken(string path) => OfVocabulary(path, vocabulary =>
        Llama.llama_vocab_eos(vocabulary) is >= 0 and var end ? end : null);

    private static int? OfVocabulary(string path, Func<nint, int?> ask)
    {
        try
        {
            NativeRuntime.Start();
            var parameters = Llama.llama_model_default_params();
            parameters.VocabOnly = 1;
            using var model = LlamaModelHandle.Load(path, parameters);
            return ask(Llama.llama_model_get_vocab(model.Pointer));
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    /// <exception cref="UserErrorException">The file cannot be trained.</exception>
    internal static IArchitecture RequireArchitecture(GgufFile file, ModelShape shape) =>
        WhyNot(file, shape) is { } why ? throw Unfit(file, $"cannot be trained: {why}") : Architectures.Find(shape.Architecture)!;

    // A wrong extent would reach an assertion of ggml and end the process.
    private static string? WrongExtent(GgufFile file, ModelShape shape)
    {
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            foreach (var linear in shape.Linears())
            {
                var name = ModelShape.TensorName(layer, linear.Part);
                file.TryGetTensor(name, out var tensor);
                if (tensor is null || !tensor.Extents.SequenceEqual([linear.Inputs, linear.Outputs]))
                {
                    return $"tensor {name} is {tensor?.Shape} and should be {linear.Inputs} x {linear.Outputs}";
                }
            }
        }

        var table = file.Tensors.First(t => t.Name == "token_embd.weight");
        var output = file.Tensors.FirstOrDefault(t => t.Name == "output.weight") ?? table;
        return table.Extents[0] == shape.Width && output.Extents.SequenceEqual(table.Extents)
            ? null
            : $"the embeddings are {table.Shape} and {output.Shape} for a width of {shape.Width}";
    }

    private static UserErrorException Unfit(GgufFile file, string what) =>
        new($"model {file.Path} {what}; take another model");
}

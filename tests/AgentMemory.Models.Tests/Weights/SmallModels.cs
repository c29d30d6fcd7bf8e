using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Small models of the pretraining's own making, and twins of quantised ones.</summary>
internal static class SmallModels
{
    internal static ModelShape Shape(int vocabulary, int width = 32, int layers = 2, int heads = 4, int inner = 64) => new()
    {
        Architecture = "llama",
        Width = width,
        Layers = layers,
        Heads = heads,
        KeyValueHeads = heads,
        HeadWidth = width / heads,
        FeedForward = inner,
        Vocabulary = vocabulary,
        Context = 512,
        TiedEmbeddings = true,
        NormEpsilon = 1e-5f,
        RopeBase = 10_000,
        RopeDimensions = width / heads,
    };

    /// <summary>A model with tied embeddings, vocabulary of bytes.</summary>
    internal static string Tied(string path)
    {
        var vocabulary = new Vocabulary([]);
        var shape = Shape(vocabulary.Count);
        PretrainedModelWriter.Write(
            path, "tied", shape, vocabulary, InitialWeights.Make(shape, vocabulary, structured: false, new Rng(4)), GgmlType.F32);
        return path;
    }

    /// <summary>The same model with every tensor in F32: the very weights that the kernels see.</summary>
    internal static string Dequantised(string path, string twin)
    {
        using var file = GgufFile.Open(path);
        var writer = new GgufWriter();
        foreach (var entry in file.Entries)
        {
            writer.Copy(file, entry);
        }

        foreach (var tensor in file.Tensors)
        {
            writer.Add(tensor.Name, [.. tensor.Extents], GgmlType.F32, TensorNumbers.Read(file, tensor));
        }

        writer.Save(twin);
        return twin;
    }
}

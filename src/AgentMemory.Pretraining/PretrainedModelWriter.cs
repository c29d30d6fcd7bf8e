using AgentMemory.Gguf;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Adapters;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Pretraining;

/// <summary>Writes a model of the project's own as GGUF that llama.cpp loads.</summary>
public static class PretrainedModelWriter
{
    // llama.cpp's numbers for the type of most weights (enum llama_ftype).
    private const uint MostlyF32 = 0;
    private const uint MostlyQ8 = 7;

    /// <summary>Writes shape, tokenizer and weights; put in place when whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">general.name.</param>
    /// <param name="shape">The measures.</param>
    /// <param name="vocabulary">The tokenizer.</param>
    /// <param name="tensors">The weights.</param>
    /// <param name="type">F32 or Q8_0; norms, and matrices whose rows are no multiple of 32, stay F32.</param>
    /// <param name="remarks">Further metadata: the plan's hash, the seed, whether the start was structured.</param>
    public static void Write(
        string path,
        string name,
        ModelShape shape,
        Vocabulary vocabulary,
        IEnumerable<WeightTensor> tensors,
        GgmlType type,
        IReadOnlyDictionary<string, string>? remarks = null)
    {
        if (type is not (GgmlType.F32 or GgmlType.Q8_0))
        {
            throw new ArgumentException($"a model is written as F32 or Q8_0, not {type}", nameof(type));
        }

        var file = new GgufWriter();
        file.Set("general.architecture", shape.Architecture);
        file.Set("general.name", name);
        file.Set("general.file_type", type == GgmlType.F32 ? MostlyF32 : MostlyQ8);
        foreach (var (key, value) in remarks ?? new Dictionary<string, string>())
        {
            file.Set(key, value);
        }

        ShapeMetadata.Write(file, shape);
        vocabulary.Write(file);
        foreach (var tensor in tensors)
        {
            var stored = tensor.Extents.Count == 1 || tensor.Extents[0] % 32 != 0 ? GgmlType.F32 : type;
            file.Add(tensor.Name, [.. tensor.Extents], stored, tensor.Values);
        }

        file.Save(path);
    }
}

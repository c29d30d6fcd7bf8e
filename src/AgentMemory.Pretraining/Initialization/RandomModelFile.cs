using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>
/// A model file of any architecture that can be trained, with random weights: for measuring speed and memory, and for holding
/// the trainer against llama.cpp.
/// </summary>
public static class RandomModelFile
{
    /// <summary>Deviation of the logits when the last hidden state has mean square 1.</summary>
    private const double LogitDeviation = 1;

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="shape">The measures, the architecture among them.</param>
    /// <param name="rng">Rules the weights; each tensor has its own fork.</param>
    /// <param name="mix">Types of the weights; F32 where none is given.</param>
    /// <param name="vocabulary">Its texts; without them only the trainer can read the file.</param>
    /// <param name="optional">Endings of the optional tensors that it shall have (".bias", "rope_freqs.weight").</param>
    /// <exception cref="ArgumentException">The architecture is unknown, or the vocabulary has another size.</exception>
    public static void Write(
        string path,
        ModelShape shape,
        Rng rng,
        WeightMix? mix = null,
        Vocabulary? vocabulary = null,
        params IReadOnlyList<string> optional)
    {
        mix ??= WeightMix.F32;
        var architecture = KnownArchitectures.Find(shape.Architecture)
            ?? throw new ArgumentException($"{shape.Architecture} is none of {KnownArchitectures.Names}", nameof(shape));
        if (vocabulary is not null && vocabulary.Count != shape.Vocabulary)
        {
            throw new ArgumentException($"the vocabulary has {vocabulary.Count} tokens, not {shape.Vocabulary}", nameof(vocabulary));
        }

        var file = new GgufWriter();
        file.Set("general.architecture", shape.Architecture);
        file.Set("general.name", "random");
        file.Set("general.file_type", mix.FileType);
        ShapeMetadata.Write(file, shape);
        vocabulary?.Write(file);
        foreach (var tensor in architecture.Tensors(shape).Where(IsWanted))
        {
            var type = mix.TypeOf(tensor.Name, tensor.Extents, shape.Layers, shape.TiedEmbeddings);
            file.Add(tensor.Name, [.. tensor.Extents], type, Values(tensor, rng.Fork(tensor.Name)));
        }

        file.Save(path);

        bool IsWanted(ExpectedTensor tensor) => tensor.IsRequired
            || (tensor.Name == "output.weight" && !shape.TiedEmbeddings)
            || optional.Any(o => tensor.Name.EndsWith(o, StringComparison.Ordinal));
    }

    // Vectors differ from 1 and 0, so that none can be left out unnoticed; matrices keep the size of what goes through them.
    private static float[] Values(ExpectedTensor tensor, Rng rng)
    {
        var inputs = tensor.Extents[0];
        if (tensor.Extents.Count == 2)
        {
            var embeds = tensor.Name is "token_embd.weight" or "output.weight";
            var bound = (embeds ? LogitDeviation : 1) * Math.Sqrt(3.0 / inputs);
            return Draw(inputs * tensor.Extents[1], -bound, bound);
        }

        return tensor.Name switch
        {
            _ when tensor.Name.EndsWith(".bias", StringComparison.Ordinal) => Draw(inputs, -0.5, 0.5),
            // Longer waves are stretched more, up to fourfold.
            _ when tensor.Name.StartsWith("rope_", StringComparison.Ordinal) => [.. Draw(inputs, 1, 4).Order()],
            _ => Draw(inputs, 0.7, 1.3),
        };

        float[] Draw(long count, double low, double high)
        {
            var values = new float[count];
            for (var i = 0L; i < count; i++)
            {
                values[i] = (float)(low + ((high - low) * rng.NextDouble()));
            }

            return values;
        }
    }
}

using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>A copy of a model file whose weights are drawn anew: the same architecture, vocabulary and template, and nothing learnt.</summary>
public static class UntrainedModelFile
{
    /// <summary>Writes the copy; matrices keep their types where these can be written, else they become F16.</summary>
    /// <param name="modelPath">Read only.</param>
    /// <param name="path">The new file.</param>
    /// <param name="rng">Rules the weights; each tensor has its own fork.</param>
    /// <exception cref="UserErrorException">The file is no model.</exception>
    public static void Write(string modelPath, string path, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        using var file = GgufFile.Open(modelPath);
        var writer = new GgufWriter();
        foreach (var entry in file.Entries)
        {
            writer.Copy(file, entry);
        }

        foreach (var tensor in file.Tensors)
        {
            if (tensor.Extents.Count(extent => extent > 1) < 2)
            {
                writer.Add(tensor.Name, [.. tensor.Extents], GgmlType.F32, Vector(tensor));
                continue;
            }

            var type = Dequantizer.CanRead(tensor.Type) ? tensor.Type : GgmlType.F16;
            writer.Add(tensor.Name, [.. tensor.Extents], type, Matrix(tensor, rng.Fork(tensor.Name)), Environment.ProcessorCount);
        }

        writer.Save(path);
    }

    // Norms start at 1 and biases at 0, as before any training.
    private static float[] Vector(GgufTensor tensor)
    {
        var values = new float[tensor.Extents.Aggregate(1L, (product, extent) => product * extent)];
        Array.Fill(values, tensor.Name.EndsWith(".bias", StringComparison.Ordinal) ? 0f : 1f);
        return values;
    }

    // Uniform with variance 1 over the inputs: what goes through keeps its size.
    private static float[] Matrix(GgufTensor tensor, Rng rng)
    {
        var bound = Math.Sqrt(3.0 / tensor.Extents[0]);
        var values = new float[tensor.Extents.Aggregate(1L, (product, extent) => product * extent)];
        for (var i = 0L; i < values.LongLength; i++)
        {
            values[i] = (float)(((2 * rng.NextDouble()) - 1) * bound);
        }

        return values;
    }
}

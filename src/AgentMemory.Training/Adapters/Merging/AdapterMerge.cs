using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Adapters.Merging;

/// <summary>
/// Adds adapters into their base for good: W + scale * alpha / rank * B A, in a new model file. Tensors keep their types, so a
/// quantised base is rounded once more.
/// </summary>
public static class AdapterMerge
{
    /// <summary>Writes the merged model.</summary>
    /// <param name="modelPath">The base, read only.</param>
    /// <param name="card">Of the base.</param>
    /// <param name="adapters">What is added, all at once; checked as for attaching.</param>
    /// <param name="path">The new model.</param>
    /// <returns>Tensors that were changed.</returns>
    /// <exception cref="UserErrorException">An adapter is of another base or does not fit, or a tensor's type cannot be changed.</exception>
    public static int Write(string modelPath, ModelCard card, IReadOnlyList<WornAdapter> adapters, string path)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        if (Path.GetFullPath(modelPath) == Path.GetFullPath(path))
        {
            throw new UserErrorException($"{path} is the base model itself; name another file to write");
        }

        using var file = GgufFile.Open(modelPath);
        WornWeights[] read = [.. adapters.Select(w => new WornWeights(AdapterFile.Read(w.Path, file), w.Scale))];
        foreach (var worn in read)
        {
            worn.Adapter.RefuseOtherBase(card.Sha256, card.Id);
        }

        var writer = new GgufWriter();
        foreach (var entry in file.Entries)
        {
            writer.Copy(file, entry);
        }

        writer.Set("agentmemory.merged.base.sha256", card.Sha256);
        // What changes nothing leaves even the rounding of a quantised tensor as it was.
        var changes = read.SelectMany(w => w.Adapter.Changes(w.Scale)).Where(c => c.Scale != 0).ToLookup(c => c.Tensor, StringComparer.Ordinal);
        var changed = 0;
        foreach (var tensor in file.Tensors)
        {
            if (!changes.Contains(tensor.Name))
            {
                writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor).ToArray());
                continue;
            }

            var values = Numbers(file, tensor);
            foreach (var change in changes[tensor.Name])
            {
                change.AddTo(values, tensor.Extents[0], tensor.Extents[1]);
            }

            writer.Add(tensor.Name, [.. tensor.Extents], tensor.Type, values, Environment.ProcessorCount);
            changed++;
        }

        writer.Save(path);
        return changed;
    }

    private static float[] Numbers(GgufFile file, GgufTensor tensor)
    {
        try
        {
            return TensorNumbers.Read(file, tensor);
        }
        catch (NotSupportedException e)
        {
            throw new UserErrorException($"model {file.Path}: {e.Message}; merge into a file of such types", e);
        }
    }
}

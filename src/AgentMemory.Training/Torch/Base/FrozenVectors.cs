using AgentMemory.Gguf;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Base;

/// <summary>Vectors of a file that are no weights: factors of the rotation's frequencies.</summary>
internal sealed class FrozenVectors(GgufFile file, Device device) : IDisposable
{
    private readonly Dictionary<string, Tensor> _vectors = file.Tensors.Where(t => IsFactor(t.Name))
        .ToDictionary(t => t.Name, t => new TensorLoader(file, device).Vector(t.Name), StringComparer.Ordinal);

    /// <summary>Whether a tensor's name is such a vector's.</summary>
    public static bool IsFactor(string name) => name.StartsWith("rope_", StringComparison.Ordinal);

    /// <summary>A vector by its name, or null.</summary>
    public Tensor? Get(string name) => _vectors.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (var vector in _vectors.Values)
        {
            vector.Dispose();
        }
    }
}

using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Base;

/// <summary>A base model's weights on a device, shared by all trainers over it; nothing moves them.</summary>
internal sealed class FrozenBase : IDisposable
{
    private readonly Dictionary<string, IFrozenMatrix> _matrices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _vectors = new(StringComparer.Ordinal);
    private readonly Scratch _scratch = new();

    private FrozenBase(ModelShape shape, Architecture architecture, Device device)
    {
        (Shape, Architecture, Device) = (shape, architecture, device);
    }

    public ModelShape Shape { get; }

    public Architecture Architecture { get; }

    public Device Device { get; }

    /// <summary>Rows of embeddings, [vocabulary, width].</summary>
    public IFrozenMatrix Embeddings { get; private set; } = null!;

    /// <summary>The output layer, [vocabulary, width]; the embeddings where they are tied.</summary>
    public IFrozenMatrix Head { get; private set; } = null!;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Checked by <see cref="ModelFile"/>.</param>
    /// <param name="shape">Of the file.</param>
    /// <param name="architecture">Of the file.</param>
    /// <param name="kind">Anything but Auto.</param>
    /// <param name="device">Where the weights go; <see cref="BaseWeights.File"/> takes the processor.</param>
    public static FrozenBase Load(GgufFile file, ModelShape shape, Architecture architecture, BaseWeights kind, Device device)
    {
        var frozen = new FrozenBase(shape, architecture, device);
        try
        {
            frozen.Read(new TensorLoader(file, device), file, kind);
            return frozen;
        }
        catch
        {
            frozen.Dispose();
            throw;
        }
    }

    /// <summary>The weights of a group of linear layers.</summary>
    public IFrozenMatrix Matrix(int layer, LinearGroup group) => _matrices[group.In(layer)];

    /// <summary>A vector by its name in the file, or null where the file has none.</summary>
    public Tensor? Vector(string name) => _vectors.GetValueOrDefault(name);

    /// <summary>The biases of a group, zero where a layer has none, or null where no layer has one.</summary>
    public Tensor? Bias(int layer, LinearGroup group) => _vectors.GetValueOrDefault(group.In(layer) + ".bias");

    public void Dispose()
    {
        foreach (var matrix in _matrices.Values.Append(Embeddings).Append(Head).Where(m => m is not null).Distinct())
        {
            matrix.Dispose();
        }

        foreach (var vector in _vectors.Values)
        {
            vector.Dispose();
        }

        _scratch.Dispose();
    }

    private void Read(TensorLoader loader, GgufFile file, BaseWeights kind)
    {
        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            foreach (var group in LinearGroup.Of(Shape))
            {
                (string Name, long[]? Order)[] parts = [.. group.Linears.Select(l =>
                    (ModelShape.TensorName(layer, l.Part), RotaryOrder.OfPart(Shape, Architecture, l.Part)))];
                _matrices[group.In(layer)] = Matrix(loader, kind, parts);
                ReadBias(loader, layer, group);
            }
        }

        Embeddings = Matrix(loader, kind, ("token_embd.weight", null));
        Head = Shape.TiedEmbeddings ? Embeddings : Matrix(loader, kind, ("output.weight", null));
        foreach (var stored in file.Tensors.Where(t => t.Extents.Count == 1 && !t.Name.EndsWith(".bias", StringComparison.Ordinal)))
        {
            _vectors[stored.Name] = loader.Vector(stored.Name, OrderOfNorm(Shape, Architecture, stored.Name));
        }
    }

    private void ReadBias(TensorLoader loader, int layer, LinearGroup group)
    {
        if (!group.Linears.Any(l => loader.Has(BiasName(layer, l))))
        {
            return;
        }

        using var scope = NewDisposeScope();
        var parts = group.Linears.Select(l => loader.Has(BiasName(layer, l))
            ? loader.Vector(BiasName(layer, l), RotaryOrder.OfPart(Shape, Architecture, l.Part))
            : zeros(l.Outputs, dtype: ScalarType.Float32, device: Device));
        _vectors[group.In(layer) + ".bias"] = cat(parts.ToArray(), 0).DetachFromDisposeScope();
    }

    /// <summary>The bias of a linear layer, as files name it.</summary>
    public static string BiasName(int layer, LinearShape linear) => $"blk.{layer}.{linear.Part}.bias";

    /// <summary>The order of a vector's numbers, or null.</summary>
    public static long[]? OrderOfNorm(ModelShape shape, Architecture architecture, string name) =>
        name.EndsWith(".attn_q_norm.weight", StringComparison.Ordinal) ? RotaryOrder.OfNorm(shape, architecture, shape.Heads)
        : name.EndsWith(".attn_k_norm.weight", StringComparison.Ordinal) ? RotaryOrder.OfNorm(shape, architecture, shape.KeyValueHeads)
        : null;

    private IFrozenMatrix Matrix(TensorLoader loader, BaseWeights kind, params (string Name, long[]? Order)[] parts)
    {
        if (kind != BaseWeights.File)
        {
            return new PlainMatrix(loader.Stack(kind == BaseWeights.BF16 ? ScalarType.BFloat16 : ScalarType.Float32, parts));
        }

        IFrozenMatrix[] stored = [.. parts.Select(p => loader.Quantized(p.Name, p.Order, _scratch))];
        return stored.Length == 1 ? stored[0] : new StackedMatrix(stored);
    }
}

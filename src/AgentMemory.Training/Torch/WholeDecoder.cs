using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Base;
using AgentMemory.Training.Torch.Layers;
using AgentMemory.Training.Torch.Tensors;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch;

/// <summary>Puts a decoder together all of whose weights are trained: pretraining. The file is F32.</summary>
internal sealed class WholeDecoder
{
    private readonly ModelShape _shape;
    private readonly Architecture _architecture;
    private readonly GgufFile _file;
    private readonly TrainedTensors _trained;
    private readonly FrozenVectors _factors;

    private WholeDecoder(GgufFile file, ModelShape shape, Architecture architecture, Device device)
    {
        (_file, _shape, _architecture) = (file, shape, architecture);
        _trained = new TrainedTensors([.. Groups()], device);
        _factors = new FrozenVectors(file, device);
        foreach (var name in _trained.Names)
        {
            file.TryGetTensor(name, out var stored);
            _trained.SetValues(name, TensorNumbers.Read(file, stored!));
        }
    }

    /// <exception cref="UserErrorException">A tensor is not F32, or only some of several layers that are computed at once have a bias.</exception>
    public static DecoderParts Make(GgufFile file, ModelShape shape, Architecture architecture, Device device)
    {
        if (file.Tensors.FirstOrDefault(t => t.Type != GgmlType.F32) is { } odd)
        {
            throw new UserErrorException(
                $"model {file.Path} cannot be trained whole: tensor {odd.Name} is {odd.Type}; take an F32 file or train an adapter");
        }

        var maker = new WholeDecoder(file, shape, architecture, device);
        var table = maker._trained.Group("token_embd.weight");
        var head = shape.TiedEmbeddings ? table : maker._trained.Group("output.weight");
        var decoder = DecoderParts.Assemble(
            shape, architecture, maker.Linear, maker.Vector, numbers => table.index_select(0, numbers), device);
        return new DecoderParts(decoder, new OutputLayer(shape, frozen: null, head), maker._trained, maker._factors);
    }

    // What linear layers do at once lies together; everything else is by itself. Factors of the rotation are no weights.
    private IEnumerable<(string Group, IReadOnlyList<TrainedSlot> Slots)> Groups()
    {
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            foreach (var group in LinearGroup.Of(_shape))
            {
                yield return (group.In(layer), [.. group.Linears.Select(l =>
                    new TrainedSlot(ModelShape.TensorName(layer, l.Part), l.Outputs, l.Inputs, false, Order(l)))]);
                LinearShape[] biased = [.. group.Linears.Where(l => _file.TryGetTensor(FrozenBase.BiasName(layer, l), out _))];
                if (biased.Length != 0 && biased.Length != group.Linears.Count)
                {
                    throw new UserErrorException(
                        $"model {_file.Path} has biases on some of {string.Join(", ", group.Linears.Select(l => l.Part))}; train an adapter");
                }

                if (biased.Length != 0)
                {
                    yield return (group.In(layer) + ".bias", [.. biased.Select(l =>
                        new TrainedSlot(FrozenBase.BiasName(layer, l), 1, l.Outputs, true, Order(l)))]);
                }
            }
        }

        foreach (var stored in _file.Tensors)
        {
            if (stored.Extents.Count == 1 && !stored.Name.EndsWith(".bias", StringComparison.Ordinal) && !FrozenVectors.IsFactor(stored.Name))
            {
                var order = FrozenBase.OrderOfNorm(_shape, _architecture, stored.Name);
                yield return (stored.Name, [new TrainedSlot(stored.Name, 1, stored.Extents[0], true, order)]);
            }
            else if (stored.Name is "token_embd.weight" or "output.weight")
            {
                yield return (stored.Name, [new TrainedSlot(stored.Name, stored.Extents[1], stored.Extents[0], false, null)]);
            }
        }
    }

    private LoraLinear Linear(int layer, LinearGroup group)
    {
        var bias = _trained.GroupOrNone(group.In(layer) + ".bias");
        LinearOutput[] outputs = [.. group.Linears.Select(l => new LinearOutput(l.Outputs, B: null, []))];
        return new LoraLinear(matrix: null, _trained.Group(group.In(layer)), bias, outputs, a: null, scale: 0);
    }

    private long[]? Order(LinearShape linear) => RotaryOrder.OfPart(_shape, _architecture, linear.Part);

    private Tensor? Vector(string name) => _trained.GroupOrNone(name) ?? _factors.Get(name);
}

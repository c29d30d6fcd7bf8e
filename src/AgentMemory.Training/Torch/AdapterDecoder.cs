using AgentMemory.Core;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Base;
using AgentMemory.Training.Torch.Layers;
using AgentMemory.Training.Torch.Tensors;

namespace AgentMemory.Training.Torch;

/// <summary>Puts a decoder together over a frozen base, with an adapter and attached ones.</summary>
internal sealed class AdapterDecoder
{
    private const string Down = ".lora_a";
    private const string Up = ".lora_b";
    private readonly FrozenBase _base;
    private readonly TrainerSettings _settings;
    private readonly TrainedTensors? _trained;
    private readonly AttachedAdapters _attached;
    private readonly ModelShape _shape;

    private AdapterDecoder(FrozenBase frozen, ModelShape shape, TrainerSettings settings)
    {
        (_base, _shape, _settings) = (frozen, shape, settings);
        _attached = new AttachedAdapters(settings.Worn, shape, frozen.Architecture, frozen.Device);
        if (settings.Adapter is not { } adapter)
        {
            return;
        }

        var groups = new List<(string Group, IReadOnlyList<TrainedSlot> Slots)>();
        foreach (var (layer, group) in Groups())
        {
            LinearShape[] adapted = [.. group.Linears.Where(linear => adapter.Adapts(layer, shape.Layers, linear))];
            if (adapted.Length > 0)
            {
                groups.Add((
                    group.In(layer) + Down, [.. adapted.Select(l => new TrainedSlot(Name(layer, l) + Down, adapter.Rank, l.Inputs, false, null))]));
                foreach (var linear in adapted)
                {
                    var order = RotaryOrder.OfPart(shape, frozen.Architecture, linear.Part);
                    groups.Add((Name(layer, linear) + Up, [new TrainedSlot(Name(layer, linear) + Up, linear.Outputs, adapter.Rank, false, order)]));
                }
            }
        }

        _trained = new TrainedTensors(groups, frozen.Device);
        Start(new Rng(settings.Seed).Fork("adapter"));
    }

    /// <summary>The decoder; the base stays the caller's.</summary>
    /// <param name="frozen">The base.</param>
    /// <param name="shape">Of the model, for this context.</param>
    /// <param name="settings">Which adapter, and what is attached.</param>
    /// <exception cref="UserErrorException">An attached adapter does not fit the model.</exception>
    public static DecoderParts Make(FrozenBase frozen, ModelShape shape, TrainerSettings settings)
    {
        var maker = new AdapterDecoder(frozen, shape, settings);
        var decoder = DecoderParts.Assemble(shape, frozen.Architecture, maker.Linear, frozen.Vector, frozen.Embeddings.Select, frozen.Device);
        return new DecoderParts(decoder, new OutputLayer(shape, frozen.Head, trained: null), maker._trained, maker._attached);
    }

    private LoraLinear Linear(int layer, LinearGroup group)
    {
        LinearOutput[] outputs = [.. group.Linears.Select(l =>
        {
            var adapts = _trained is not null && _settings.Adapter!.Adapts(layer, _shape.Layers, l);
            return new LinearOutput(l.Outputs, adapts ? _trained!.Group(Name(layer, l) + Up) : null, _attached.At(Name(layer, l)));
        })];
        var a = outputs.Any(o => o.B is not null) ? _trained!.Group(group.In(layer) + Down) : null;
        return new LoraLinear(_base.Matrix(layer, group), trained: null, _base.Bias(layer, group), outputs, a, _settings.Adapter?.Scale ?? 0);
    }

    // A uniform within 1/sqrt(inputs), B zero: the product starts at zero and its gradient does not.
    private void Start(Rng rng)
    {
        foreach (var name in _trained!.Names.Where(n => n.EndsWith(Down, StringComparison.Ordinal)))
        {
            var own = rng.Fork(name);
            var bound = 1 / Math.Sqrt(_trained.Extents(name)[0]);
            var values = new float[_trained.Extents(name).Aggregate(1L, (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((2 * own.NextDouble()) - 1) * bound);
            }

            _trained.SetValues(name, values);
        }
    }

    private IEnumerable<(int Layer, LinearGroup Group)> Groups() =>
        Enumerable.Range(0, _shape.Layers).SelectMany(layer => LinearGroup.Of(_shape).Select(group => (layer, group)));

    private static string Name(int layer, LinearShape linear) => ModelShape.TensorName(layer, linear.Part);
}

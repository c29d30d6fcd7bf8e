using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Native;
using AgentMemory.Training;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>All tensors that stay from pass to pass: the model's weights, what is trained, and the inputs.</summary>
internal sealed class ModelTensors : IDisposable
{
    private const int InputsMax = 16;

    private readonly TensorSpace _frozen;
    private readonly TensorSpace _transposes;
    private readonly TensorSpace _values;
    private readonly TensorSpace _gradients;
    private readonly Dictionary<string, nint> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<nint, nint> _transposeOf = [];
    private readonly List<TrainedTensor> _trained = [];
    private readonly Dictionary<string, List<WornPart>> _worn = new(StringComparer.Ordinal);
    private readonly List<(nint Tensor, float[] Values)> _wornValues = [];

    private ModelTensors(GgufFile file, ModelShape shape, TrainingGraphSettings settings)
    {
        Shape = shape;
        Adapter = settings.Purpose == TrainingPurpose.TrainEverything ? null : settings.Adapter;
        var linears = shape.Layers * AdapterShape.AllParts.Count;
        var tensorsMax = file.Tensors.Count + ((3 + (2 * settings.Worn.Count)) * linears) + InputsMax;
        _frozen = new TensorSpace(tensorsMax);
        _transposes = new TensorSpace(tensorsMax);
        _values = new TensorSpace(3 * tensorsMax);
        _gradients = new TensorSpace(tensorsMax);
        var batch = settings.Batch;
        long length = batch.RowTokens;
        Inputs = new GraphInputs(
            Tokens: _frozen.New("tokens", GgmlType.I32, batch.Tokens),
            Positions: _frozen.New("positions", GgmlType.I32, batch.Tokens),
            Mask: settings.PacksAttention(shape) ? 0 : _frozen.New("mask", GgmlType.F16, length, length, 1, batch.Rows),
            Sights: settings.PacksAttention(shape) ? _frozen.New("sights", GgmlType.I32, PackedAttention.SightNumbers, batch.Tokens) : 0,
            At: _frozen.New("at", GgmlType.I32, batch.Predictions),
            FlatTargets: _frozen.New("targets", GgmlType.I32, batch.Predictions),
            Weights: _frozen.New("weights", GgmlType.F32, 1, batch.Predictions))
        {
            // A window as long as a row hides nothing.
            LocalMask = shape.HidesWithin(batch.RowTokens)
                ? _frozen.New("local mask", GgmlType.F16, length, length, 1, batch.Rows)
                : 0,
            Wanted = settings.SoftTargets ? _frozen.New("wanted", GgmlType.F32, shape.Vocabulary, batch.Predictions) : 0,
        };
        AdamWithDecay = _frozen.New("adam, decaying", GgmlType.F32, 7);
        AdamWithoutDecay = _frozen.New("adam", GgmlType.F32, 7);
    }

    public ModelShape Shape { get; }

    /// <summary>The adapter that the graph adds, or null.</summary>
    public AdapterShape? Adapter { get; }

    public GraphInputs Inputs { get; }

    public nint AdamWithDecay { get; }

    public nint AdamWithoutDecay { get; }

    public IReadOnlyDictionary<string, nint> ByName => _byName;

    /// <summary>Frozen weights [n,m] with their transposes [m,n].</summary>
    public IReadOnlyDictionary<nint, nint> Transposes => _transposeOf;

    public IReadOnlyList<TrainedTensor> Trained => _trained;

    /// <summary>Worn adapters' matrices by the linear layer's name.</summary>
    public IReadOnlyDictionary<string, List<WornPart>> Worn => _worn;

    public long SizeBytes => _frozen.SizeBytes + _transposes.SizeBytes + _values.SizeBytes + _gradients.SizeBytes;

    public static ModelTensors Load(GgmlBackendHandle backend, GgufFile file, ModelShape shape, TrainingGraphSettings settings)
    {
        var tensors = new ModelTensors(file, shape, settings);
        try
        {
            tensors.Declare(file, settings);
            tensors._frozen.Allocate(backend);
            tensors._values.Allocate(backend);
            tensors._gradients.Allocate(backend);
            foreach (var stored in file.Tensors)
            {
                TensorTransfer.Write(tensors._byName[stored.Name], file, stored);
            }

            tensors._wornValues.ForEach(w => TensorTransfer.Write<float>(w.Tensor, w.Values));
            tensors._wornValues.Clear();
            tensors.StartAdapter(new Rng(settings.Seed).Fork("adapter"));
            if (settings.Purpose == TrainingPurpose.TrainAdapter)
            {
                tensors.StoreTransposes(backend, settings);
            }

            return tensors;
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }

    public void ClearGradients() => _gradients.Clear();

    public void Dispose()
    {
        _frozen.Dispose();
        _transposes.Dispose();
        _values.Dispose();
        _gradients.Dispose();
    }

    private void Declare(GgufFile file, TrainingGraphSettings settings)
    {
        var everything = settings.Purpose == TrainingPurpose.TrainEverything;
        foreach (var stored in file.Tensors)
        {
            if (everything && stored.Type != GgmlType.F32)
            {
                throw new UserErrorException(
                    $"model {file.Path} cannot be trained whole: tensor {stored.Name} is {stored.Type}; take an F32 file or train an adapter");
            }

            var inner = stored.Extents.Count > 1 ? stored.Extents[1] : 1;
            // Factors of the rotation are no weights: nothing may move them.
            if (everything && stored.Name.StartsWith("rope_", StringComparison.Ordinal) is false)
            {
                AddTrained(stored.Name, stored.Extents[0], inner, decays: inner > 1);
            }
            else
            {
                _byName[stored.Name] = _frozen.New(stored.Name, stored.Type, stored.Extents[0], inner);
            }
        }

        settings.Worn.ToList().ForEach(DeclareWorn);
        if (Adapter is null)
        {
            return;
        }

        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            foreach (var linear in Shape.Linears().Where(Adapter.Adapts))
            {
                var name = ModelShape.TensorName(layer, linear.Part);
                AddTrained(name + ".lora_a", linear.Inputs, Adapter.Rank, decays: true);
                AddTrained(name + ".lora_b", Adapter.Rank, linear.Outputs, decays: true);
                if (settings.Dropout > 0)
                {
                    Inputs.Dropout[name] = _frozen.New(name + ".dropout", GgmlType.F32, Adapter.Rank, settings.Batch.Tokens);
                }
            }
        }
    }

    private void DeclareWorn(WornWeights worn)
    {
        var tensors = worn.Adapter.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var known = Enumerable.Range(0, Shape.Layers).SelectMany(layer => Shape.Linears().Select(l => ModelShape.TensorName(layer, l.Part)))
            .SelectMany(name => new[] { name + ".lora_a", name + ".lora_b" }).ToHashSet(StringComparer.Ordinal);
        if (tensors.Keys.FirstOrDefault(name => !known.Contains(name)) is { } stranger)
        {
            throw new UserErrorException($"the worn adapter has {stranger}, which training would leave out; take an adapter of the layers alone");
        }

        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            foreach (var linear in Shape.Linears())
            {
                var name = ModelShape.TensorName(layer, linear.Part);
                if (!tensors.TryGetValue(name + ".lora_a", out var a) || !tensors.TryGetValue(name + ".lora_b", out var b))
                {
                    continue;
                }

                // A wrong extent would end the process in ggml.
                if (a.Extents[0] != linear.Inputs || b.Extents[1] != linear.Outputs)
                {
                    throw new UserErrorException($"the worn adapter's {name} does not fit the model; take the model it was trained on");
                }

                var part = new WornPart(Hold(a), Hold(b), worn.Scale * worn.Adapter.ScaleOf(a.Extents[1]));
                if (!_worn.TryGetValue(name, out var parts))
                {
                    _worn[name] = parts = [];
                }

                parts.Add(part);
            }
        }

        nint Hold(WeightTensor tensor)
        {
            var held = _frozen.New(tensor.Name, GgmlType.F32, tensor.Extents[0], tensor.Extents[1]);
            _wornValues.Add((held, tensor.Values));
            return held;
        }
    }

    private void AddTrained(string name, long d0, long d1, bool decays)
    {
        var value = _values.New(name, GgmlType.F32, d0, d1);
        // The optimizer's node aborts the process on a tensor that is not marked so.
        ggml_set_param(value);
        _byName[name] = value;
        _trained.Add(new TrainedTensor(
            name,
            value,
            _gradients.New(name + ".gradient", GgmlType.F32, d0, d1),
            _values.New(name + ".first", GgmlType.F32, d0, d1),
            _values.New(name + ".second", GgmlType.F32, d0, d1),
            decays));
    }

    // A uniform within 1/sqrt(inputs), B zero: the product starts at zero and its gradient does not.
    private void StartAdapter(Rng rng)
    {
        foreach (var tensor in _trained.Where(t => t.Name.EndsWith(".lora_a", StringComparison.Ordinal)))
        {
            var own = rng.Fork(tensor.Name);
            var bound = 1 / Math.Sqrt(GgmlTensor.Extent(tensor.Value, 0));
            var values = new float[Tensors.Count(tensor.Value)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((2 * own.NextDouble()) - 1) * bound);
            }

            TensorTransfer.Write<float>(tensor.Value, values);
        }
    }

    // W[n,m] of any type to W^T[m,n], once. One small graph each, so that little scratch memory is needed.
    private void StoreTransposes(GgmlBackendHandle backend, TrainingGraphSettings settings)
    {
        var type = settings.TransposeType;
        var wanted = new List<(nint Weight, nint Transpose)>();
        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            foreach (var linear in Shape.Linears())
            {
                // No gradient flows into the embeddings, so the first layer's inputs need none.
                if (layer > 0 || linear.Part is not ("attn_q" or "attn_k" or "attn_v" or AdapterShape.FusedPart))
                {
                    Want(ModelShape.TensorName(layer, linear.Part));
                }
            }
        }

        Want(Shape.TiedEmbeddings ? "token_embd.weight" : "output.weight");
        if (wanted.Count == 0)
        {
            return;
        }

        _transposes.Allocate(backend);
        foreach (var (weight, transpose) in wanted)
        {
            using var graph = new ComputeGraph(backend, nodesMax: 16);
            var f32 = Tensors.IsF32(weight) ? weight : ggml_cast(graph.Context, weight, GgmlType.F32);
            var turned = ggml_cont(graph.Context, ggml_transpose(graph.Context, f32));
            graph.Want(ggml_cpy(graph.Context, turned, transpose));
            graph.Allocate();
            graph.Compute();
            _transposeOf[weight] = transpose;
        }

        void Want(string name)
        {
            var weight = _byName[name];
            // Own products read a weight along either side.
            if (settings.UsesOwnKernels && Tensors.IsF32(weight))
            {
                return;
            }

            var (d0, d1, _, _) = Tensors.Extents(weight);
            // Blocks of Q8_0 run along the first dimension, 32 numbers each.
            var own = type == GgmlType.Q8_0 && d1 % 32 != 0 ? GgmlType.BF16 : type;
            wanted.Add((weight, _transposes.New(name + ".transpose", own, d1, d0)));
        }
    }
}

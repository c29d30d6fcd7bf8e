using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Native;
using AgentMemory.Training;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>
/// A model laid out for training: one static graph per batch shape computes the forward pass, the weighted negative
/// log-likelihood and, by the hand-made rules of <see cref="Tape"/>, the gradients, which are added to buffers that
/// stay; a second graph holds the steps of AdamW. Only places that predict reach the output layer, so text that is
/// merely read costs no logits. Not thread-safe; calls block.
/// </summary>
public sealed class TrainingGraph : ITrainer
{
    private readonly GgmlBackendHandle _backend;
    private readonly ModelTensors _tensors;
    private readonly PassGraph? _training;
    private readonly ComputeGraph? _optimizer;
    private readonly Func<PassGraph> _buildEvaluation;
    private readonly TrainingGraphSettings _settings;
    private readonly float[] _scratch;
    private PassGraph? _evaluation;
    private int _passes;

    private TrainingGraph(GgmlBackendHandle backend, ModelTensors tensors, Architecture architecture, TrainingGraphSettings settings)
    {
        _backend = backend;
        _tensors = tensors;
        _settings = settings;
        TrainedNames = [.. tensors.Trained.Select(t => t.Name)];
        _scratch = new float[tensors.Trained.Count == 0 ? 0 : tensors.Trained.Max(t => Tensors.Count(t.Value))];
        _buildEvaluation = () => PassGraph.Build(backend, tensors, architecture, settings, trains: false);
        if (settings.Purpose != TrainingPurpose.Evaluate)
        {
            _training = PassGraph.Build(backend, tensors, architecture, settings, trains: true);
            _optimizer = BuildOptimizer(backend, tensors);
        }
    }

    public string Engine => TrainingState.FirstEngine;

    public TrainerSettings Settings => _settings;

    public ModelShape Shape => _tensors.Shape;

    /// <summary>Names of the trained tensors, in the order of the file.</summary>
    public IReadOnlyList<string> TrainedNames { get; }

    /// <summary>How many weights are trained.</summary>
    public long TrainedWeights => _tensors.Trained.Sum(t => (long)Tensors.Count(t.Value));

    /// <summary>Steps taken; rules the bias correction of the moments.</summary>
    public long Steps { get; private set; }

    /// <summary>Nodes of the training graph.</summary>
    public int Nodes => _training?.Graph.Nodes ?? 0;

    /// <summary>Bytes really taken by weights, transposes, gradients, moments and intermediate results.</summary>
    public long MemoryBytes =>
        _tensors.SizeBytes + (_training?.Graph.SizeBytes ?? 0) + (_evaluation?.Graph.SizeBytes ?? 0);

    /// <summary>Loads a model and builds its graph.</summary>
    /// <exception cref="UserErrorException">The file is no model, cannot be trained, or does not fit into memory.</exception>
    public static TrainingGraph Open(string modelPath, TrainerSettings wanted)
    {
        var settings = TrainingGraphSettings.Of(wanted);
        settings.Adapter?.Check();
        if (settings.Purpose == TrainingPurpose.TrainAdapter && settings.Adapter is null)
        {
            throw new ArgumentException("training an adapter takes its shape", nameof(settings));
        }

        NativeRuntime.Start();
        using var file = OpenFile(modelPath);
        var shape = ModelFile.Shape(file);
        var architecture = ModelFile.RequireArchitecture(file, shape);
        shape = shape with { LongFactors = (settings.ContextTokens ?? settings.Batch.RowTokens) > shape.Stretch.OriginalContext };
        GraphMemory.Of(file, shape, settings).RefuseIfTooLarge(modelPath);
        var backend = OpenDevice(settings);
        ModelTensors? tensors = null;
        try
        {
            tensors = ModelTensors.Load(backend, file, shape, settings);
            return new TrainingGraph(backend, tensors, architecture, settings);
        }
        catch
        {
            tensors?.Dispose();
            backend.Dispose();
            throw;
        }
    }

    /// <summary>What a graph will take, from shapes alone.</summary>
    /// <exception cref="UserErrorException">The file is no model.</exception>
    public static MemoryEstimate Estimate(string modelPath, TrainerSettings settings)
    {
        using var file = OpenFile(modelPath);
        return GraphMemory.Of(file, ModelFile.Shape(file), TrainingGraphSettings.Of(settings));
    }

    /// <summary>
    /// Computes loss and gradients; the gradients are added to those of earlier passes until <see cref="Step"/> or
    /// <see cref="ClearGradients"/>.
    /// </summary>
    public PassResult Accumulate(Batch batch)
    {
        var training = _training ?? throw new InvalidOperationException("this graph only evaluates");
        // By step and pass, so that a run that goes on from a checkpoint leaves out the same.
        training.Drop(Settings.Dropout, new Rng(Settings.Seed).Fork("dropout", (int)Steps).Fork("pass", _passes++));
        return training.Run(batch);
    }

    /// <summary>Computes the loss alone.</summary>
    public PassResult Evaluate(Batch batch) => (_evaluation ??= _buildEvaluation()).Run(batch);

    /// <summary>The logits [used predictions, vocabulary], the vocabulary running fastest.</summary>
    public float[] Logits(Batch batch)
    {
        Evaluate(batch);
        return Numbers(_evaluation!.Logits)[..(batch.PredictionsUsed * Shape.Vocabulary)];
    }

    /// <summary>Length of all gradients together, as one vector.</summary>
    public double GradientNorm()
    {
        var sum = 0.0;
        foreach (var tensor in _tensors.Trained)
        {
            var part = _scratch.AsSpan(0, Tensors.Count(tensor.Gradient));
            TensorTransfer.Read(tensor.Gradient, part);
            // In double and in a fixed order, so that the number of threads changes no bit.
            foreach (var g in part)
            {
                sum += (double)g * g;
            }
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Multiplies all gradients.</summary>
    public void ScaleGradients(double factor)
    {
        foreach (var tensor in _tensors.Trained)
        {
            var part = _scratch.AsSpan(0, Tensors.Count(tensor.Gradient));
            TensorTransfer.Read(tensor.Gradient, part);
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = (float)(part[i] * factor);
            }

            TensorTransfer.Write<float>(tensor.Gradient, part);
        }
    }

    /// <summary>Moves the weights by the gradients and clears these.</summary>
    public void Step(AdamStep step)
    {
        Steps++;
        TensorTransfer.Write<float>(_tensors.AdamWithDecay, Hyperparameters(step, decays: true));
        TensorTransfer.Write<float>(_tensors.AdamWithoutDecay, Hyperparameters(step, decays: false));
        (_optimizer ?? throw new InvalidOperationException("this graph only evaluates")).Compute();
        ClearGradients();
    }

    /// <summary>Forgets the gradients.</summary>
    public void ClearGradients()
    {
        _passes = 0;
        _tensors.ClearGradients();
    }

    /// <summary>A tensor's extents, fastest first.</summary>
    public IReadOnlyList<long> Extents(string name)
    {
        var (d0, d1, _, _) = Tensors.Extents(Find(name).Value);
        return d1 == 1 && !name.Contains(".lora_", StringComparison.Ordinal) ? [d0] : [d0, d1];
    }

    /// <summary>A copy of a trained tensor's numbers.</summary>
    public float[] Weights(string name) => Numbers(Find(name).Value);

    /// <summary>A copy of a trained tensor's gradient.</summary>
    public float[] Gradient(string name) => Numbers(Find(name).Gradient);

    /// <summary>A copy of a trained tensor's moments.</summary>
    public (float[] First, float[] Second) Moments(string name) => (Numbers(Find(name).First), Numbers(Find(name).Second));

    /// <summary>Overwrites a trained tensor.</summary>
    /// <exception cref="ArgumentException">There is no such tensor, or the number of values is another.</exception>
    public void SetWeights(string name, ReadOnlySpan<float> values) => TensorTransfer.Write(Find(name).Value, values);

    /// <summary>Overwrites the moments of every tensor by its name, as of the given step.</summary>
    public void SetMoments(long steps, Func<string, (float[] First, float[] Second)> moments)
    {
        foreach (var tensor in _tensors.Trained)
        {
            var (first, second) = moments(tensor.Name);
            TensorTransfer.Write<float>(tensor.First, first);
            TensorTransfer.Write<float>(tensor.Second, second);
        }

        Steps = steps;
    }

    public void Dispose()
    {
        _training?.Dispose();
        _evaluation?.Dispose();
        _optimizer?.Dispose();
        _tensors.Dispose();
        _backend.Dispose();
    }

    // The seven numbers ggml's kernel reads; the last two undo the moments' bias towards their start at zero.
    private float[] Hyperparameters(AdamStep step, bool decays) =>
    [
        step.LearningRate,
        step.Beta1,
        step.Beta2,
        step.Epsilon,
        decays ? step.WeightDecay : 0,
        (float)(1 / (1 - Math.Pow(step.Beta1, Steps))),
        (float)(1 / (1 - Math.Pow(step.Beta2, Steps))),
    ];

    private static GgufFile OpenFile(string path)
    {
        try
        {
            return GgufFile.Open(path);
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static GgmlBackendHandle OpenDevice(TrainingGraphSettings settings)
    {
        if (settings.Device is null)
        {
            return GgmlBackendHandle.OpenProcessor(settings.Threads);
        }

        var card = NativeRuntime.Devices.FirstOrDefault(d => d.Name == settings.Device)
            ?? throw new UserErrorException(
                $"device {settings.Device} is not there; there are {string.Join(", ", NativeRuntime.Devices.Select(d => d.Name))}");
        var backend = GgmlBackendHandle.Open(card);
        backend.SetThreads(settings.Threads);
        return backend;
    }

    private static ComputeGraph BuildOptimizer(GgmlBackendHandle backend, ModelTensors tensors)
    {
        // Each step reads five tensors, and a graph counts those that nothing computes against its size as well.
        var graph = new ComputeGraph(backend, (8 * tensors.Trained.Count) + 16);
        foreach (var t in tensors.Trained)
        {
            var numbers = t.Decays ? tensors.AdamWithDecay : tensors.AdamWithoutDecay;
            graph.Want(ggml_opt_step_adamw(graph.Context, t.Value, t.Gradient, t.First, t.Second, numbers));
        }

        graph.Allocate();
        return graph;
    }

    private static float[] Numbers(nint tensor)
    {
        var values = new float[Tensors.Count(tensor)];
        TensorTransfer.Read<float>(tensor, values);
        return values;
    }

    private TrainedTensor Find(string name) => _tensors.Trained.FirstOrDefault(t => t.Name == name)
        ?? throw new ArgumentException($"no trained tensor is named {name}", nameof(name));
}

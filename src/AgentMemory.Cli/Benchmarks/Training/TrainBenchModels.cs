using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>A model that training is measured on.</summary>
/// <param name="Name">For lines and rows.</param>
/// <param name="Path">An F32 file.</param>
/// <param name="Weights">How many.</param>
/// <param name="IsTiny">So small that larger batches are tried as well.</param>
internal sealed record TrainBenchModel(string Name, string Path, long Weights, bool IsTiny);

/// <summary>
/// The shipped model and two random ones of 10.6 and 134.5 million weights: the shapes of a small story model and of SmolLM-135M.
/// The random files are written when first asked for, and deleted in the end.
/// </summary>
internal sealed class TrainBenchModels : IDisposable
{
    public const int Rank = 16;
    private const long TinyWeightsMax = 2_000_000;

    private static readonly (string Name, ModelShape Shape)[] Shapes =
    [
        ("10 million", Llama(width: 320, layers: 6, heads: 5, keyHeads: 5, inner: 960, vocabulary: 8192)),
        ("135 million", Llama(width: 576, layers: 30, heads: 9, keyHeads: 3, inner: 1536, vocabulary: 49152)),
    ];

    private readonly ModelCard _shipped;
    private readonly ulong _seed;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agentmemory-bench-");

    public TrainBenchModels(ModelCard shipped, ulong seed) => (_shipped, _seed) = (shipped, seed);

    /// <summary>From the smallest to the largest.</summary>
    public IEnumerable<TrainBenchModel> All => Shapes.Select(Random).Prepend(Shipped);

    public TrainBenchModel Shipped => new(_shipped.Id, _shipped.Path, _shipped.Parameters, _shipped.Parameters < TinyWeightsMax);

    public TrainBenchModel Middle => Random(Shapes[0]);

    public TrainBenchModel Largest => Random(Shapes[^1]);

    /// <summary>1.5 billion random weights in the shape of Qwen2.5-1.5B, quantised as Q4_K_M: about 1 GB on disk.</summary>
    public TrainBenchModel Large
    {
        get
        {
            var shape = Llama(width: 1536, layers: 28, heads: 12, keyHeads: 2, inner: 8960, vocabulary: 151_936) with
            {
                Architecture = "qwen2",
                NormEpsilon = 1e-6f,
                RopeBase = 1_000_000,
            };
            var path = Scratch("large.gguf");
            RandomModelFile.Write(path, shape, new Rng(_seed), WeightMix.All.Single(mix => mix.Name == "Q4_K_M"));
            return new TrainBenchModel("1.5 billion Q4_K_M", path, shape.Weights, IsTiny: false);
        }
    }

    /// <summary>A file of the benchmark's own that nothing is in yet.</summary>
    public string Scratch(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Rows of so many tokens, half of the places predicted.</summary>
    public static BatchShape Shape(int rows, int tokens) => new(rows, tokens, rows * tokens / 2);

    public static TrainerSettings Settings(BatchShape batch, BaseWeights kind, int threads) => new()
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = batch,
        Adapter = new AdapterShape { Rank = Rank, Alpha = 2 * Rank },
        Base = kind,
        Threads = threads,
    };

    /// <summary>Random tokens; the second half of each row is predicted.</summary>
    public static Batch RandomBatch(BatchShape shape, int vocabulary, ulong seed)
    {
        var rng = new Rng(seed).Fork("batch");
        return Packer.Pack(Enumerable.Range(0, shape.Rows).Select(_ =>
        {
            var tokens = Enumerable.Range(0, shape.RowTokens).Select(_ => rng.Next(vocabulary)).ToArray();
            var count = shape.Predictions / shape.Rows;
            return new Sample(tokens, [.. Enumerable.Range(shape.RowTokens - count - 1, count)
                .Select(at => new Prediction(at, tokens[at + 1], 1f / shape.Predictions))]);
        }), shape)[0];
    }

    private TrainBenchModel Random((string Name, ModelShape Shape) entry)
    {
        var path = Scratch($"{entry.Shape.Width}.gguf");
        if (!File.Exists(path))
        {
            RandomModelFile.Write(path, entry.Shape, new Rng(_seed));
        }

        return new TrainBenchModel(entry.Name, path, entry.Shape.Weights, IsTiny: false);
    }

    private static ModelShape Llama(int width, int layers, int heads, int keyHeads, int inner, int vocabulary) => new()
    {
        Architecture = "llama",
        Width = width,
        Layers = layers,
        Heads = heads,
        KeyValueHeads = keyHeads,
        HeadWidth = width / heads,
        FeedForward = inner,
        Vocabulary = vocabulary,
        Context = 2048,
        TiedEmbeddings = true,
        NormEpsilon = 1e-5f,
        RopeBase = 10_000,
        RopeDimensions = width / heads,
    };
}

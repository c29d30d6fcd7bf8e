using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Models;
using AgentMemory.Native;
using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>
/// Tokens a second of adapter training on the shipped model and two random shapes, against the largest matrix product this
/// machine manages in the same run; and how long putting on an adapter takes.
/// </summary>
internal static class TrainBench
{
    private const int Rank = 16;
    private const int StepsMin = 3;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(8);

    /// <summary>10.6 and 134.5 million weights: the shapes of a small story model and of SmolLM-135M.</summary>
    private static readonly (string Name, ModelShape Shape)[] Shapes =
    [
        ("10 million", Llama(width: 320, layers: 6, heads: 5, keyHeads: 5, inner: 960, vocabulary: 8192)),
        ("135 million", Llama(width: 576, layers: 30, heads: 9, keyHeads: 3, inner: 1536, vocabulary: 49152)),
    ];

    public static void Run(BenchContext context)
    {
        using var shelf = new ModelShelf(context.Home, context.Threads);
        NativeRuntime.Start(NativeDevice.Cpu);
        var folder = Directory.CreateTempSubdirectory("agentmemory-bench");
        try
        {
            context.Output.WriteLine($"{shelf.Threads} threads, rank {Rank} on all seven linear layers, half of the places predicted");
            var shipped = shelf.Open(context.Model, "cpu", contextTokens: 512, sequences: 1);
            Line(context, shelf.Threads, shipped.Card.Id, shipped.Card.Path, new BatchShape(4, 128, 256), ownKernels: true);
            Line(context, shelf.Threads, shipped.Card.Id + ", ggml's kernels", shipped.Card.Path, new BatchShape(4, 128, 256), ownKernels: false);
            foreach (var (name, shape) in Shapes)
            {
                var path = Path.Combine(folder.FullName, $"{shape.Width}.gguf");
                RandomModelFile.Write(path, shape, new Rng(context.Seed));
                Line(context, shelf.Threads, name, path, new BatchShape(4, 128, 256), ownKernels: true);
                Line(context, shelf.Threads, name + ", ggml's kernels", path, new BatchShape(4, 128, 256), ownKernels: false);
            }

            Memory(context, Path.Combine(folder.FullName, $"{Shapes[^1].Shape.Width}.gguf"));
            Swap(context, shipped, Path.Combine(folder.FullName, "adapter.gguf"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Line(BenchContext context, int threads, string name, string path, BatchShape batch, bool ownKernels)
    {
        using var graph = TrainingGraph.Open(path, Settings(batch, ownKernels, threads));
        var text = RandomBatch(batch, graph.Shape.Vocabulary, context.Seed);
        graph.Accumulate(text);
        graph.Step(new AdamStep { LearningRate = 1e-4f });
        var peakBefore = MatrixPeak.Measure(threads, context.Time);
        var start = context.Time.GetTimestamp();
        var steps = 0;
        while (steps < StepsMin || context.Time.GetElapsedTime(start) < Each)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            graph.Accumulate(text);
            graph.Step(new AdamStep { LearningRate = 1e-4f });
            steps++;
        }

        var seconds = context.Time.GetElapsedTime(start).TotalSeconds;
        // Before and after, since the machine's pace wanders.
        var peak = Math.Max(peakBefore, MatrixPeak.Measure(threads, context.Time));
        var pace = steps * batch.Tokens / seconds;
        var work = Products(graph.Shape, graph.TrainedWeights, batch) * steps / seconds;
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} {pace,8:F0} tokens/s, {work / 1e9,6:F1} of {peak / 1e9:F0} GFLOP/s ")
            + string.Create(CultureInfo.InvariantCulture, $"({work / peak:P0} of a large F32 product), {graph.MemoryBytes >> 20} MiB"));
    }

    // Really multiplied: frozen weights forward and back to the inputs, the adapter three times, the output layer at the
    // predicted places, attention over whole rows.
    private static double Products(ModelShape shape, long adapter, BatchShape batch)
    {
        double tokens = batch.Tokens;
        var linear = tokens * ((4.0 * shape.LinearWeights) + (6.0 * adapter));
        var head = 4.0 * batch.Predictions * shape.Width * shape.Vocabulary;
        var attention = 3 * 4.0 * shape.Layers * shape.Heads * shape.HeadWidth * batch.RowTokens * tokens;
        return linear + head + attention;
    }

    private static void Memory(BenchContext context, string path)
    {
        var before = Peak();
        using var graph = TrainingGraph.Open(path, Settings(new BatchShape(4, 512, 1024), ownKernels: true, 1));
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"135 million, 4 x 512 tokens a batch: {graph.MemoryBytes >> 20} MiB in tensors; the process has peaked at {Math.Max(before, Peak()) >> 20} MiB"));

        static long Peak()
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    private static void Swap(BenchContext context, LocalModel model, string path)
    {
        using (var graph = TrainingGraph.Open(model.Card.Path, Settings(new BatchShape(1, 32, 32), ownKernels: true, 1)))
        {
            Training.AdapterFile.Of(graph, model.Card).Write(path);
        }

        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var start = context.Time.GetTimestamp();
            using var worn = model.Wear([new WornAdapter(path)]);
            worn.Score([new ScoreRequest("a", "b")], context.Cancellation);
            times.Add(context.Time.GetElapsedTime(start).TotalMilliseconds);
        }

        // The first has the code compiled that all need.
        var (first, later) = (times[0], times.Skip(1).Order().ToList());
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"adapter put on from its file ({new FileInfo(path).Length >> 10} KiB) and a token scored: the first {first:F1} ms, then median "
                + $"{later[later.Count / 2]:F1} ms, worst {later[^1]:F1} ms"));
    }

    private static TrainingGraphSettings Settings(BatchShape batch, bool ownKernels, int threads) => new()
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = batch,
        Adapter = new AdapterShape { Rank = Rank, Alpha = 2 * Rank },
        OwnKernels = ownKernels,
        Threads = threads,
    };

    private static Batch RandomBatch(BatchShape shape, int vocabulary, ulong seed)
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

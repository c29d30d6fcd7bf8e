using System.Diagnostics;
using System.Globalization;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Torch;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>
/// The most memory that a process takes which loads the largest model and trains on 2,048 tokens a batch, beside the estimate;
/// a process of its own for each form of the base.
/// </summary>
internal static class TrainMemory
{
    private const string Prefix = TrainBench.Memory + "-";
    private static readonly BaseWeights[] Kinds = [BaseWeights.F32, BaseWeights.BF16];

    /// <summary>The form of the base that a part's name measures in this very process; null where it is no such name.</summary>
    public static BaseWeights? BaseOf(string part) =>
        Kinds.Append(BaseWeights.File).Where(kind => part == NameOf(kind)).Select(kind => (BaseWeights?)kind).FirstOrDefault();

    /// <exception cref="UserErrorException">A process failed.</exception>
    public static void Run(BenchContext context, TrainBenchModel model, TrainTable table)
    {
        foreach (var kind in Kinds)
        {
            RunElsewhere(context, model, kind, table);
        }
    }

    /// <summary>A quantised file many times the size of the others, kept as it is.</summary>
    /// <exception cref="UserErrorException">The process failed.</exception>
    public static void RunLarge(BenchContext context, TrainBenchModel model, TrainTable table) =>
        RunElsewhere(context, model, BaseWeights.File, table);

    private static void RunElsewhere(BenchContext context, TrainBenchModel model, BaseWeights kind, TrainTable table)
    {
        var folder = Directory.CreateTempSubdirectory("agentmemory-bench-memory-");
        try
        {
            var run = OwnProgram.Run(
                ["bench", "train", "--probe", NameOf(kind), "--model", model.Path, "--out", folder.FullName], context.Cancellation);
            if (run.ExitCode != ExitCode.Done)
            {
                throw new UserErrorException($"bench train --probe {NameOf(kind)} failed: {run.ErrorLine ?? $"exit code {run.ExitCode}"}");
            }

            table.Say(run.Output.TrimEnd());
            table.AddFrom(File.ReadAllText(Path.Combine(folder.FullName, TrainTable.File)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Loads, trains and looks at this process.</summary>
    /// <exception cref="UserErrorException">The model is missing or cannot be used.</exception>
    public static void MeasureHere(BenchContext context, BaseWeights kind, TrainTable table)
    {
        var path = context.Model ?? throw new UserErrorException($"--probe {NameOf(kind)} takes a model file; add --model FILE.gguf");
        // What is kept of a small batch is little beside a large model: there the model is what counts.
        var (rows, rowTokens, steps) = kind == BaseWeights.File ? (1, 64, 20) : (4, 512, 3);
        var settings = TrainBenchModels.Settings(TrainBenchModels.Shape(rows, rowTokens), kind, context.Threads ?? 1);
        using var trainers = new TorchTrainers();
        var estimate = trainers.Estimate(path, settings);
        using (var trainer = trainers.Open(path, settings))
        {
            var batch = TrainBenchModels.RandomBatch(settings.Batch, trainer.Shape.Vocabulary, context.Seed);
            for (var step = 0; step < steps; step++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                trainer.Accumulate(batch);
                trainer.Step(new AdamStep { LearningRate = 1e-4f });
            }
        }

        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var file = new FileInfo(path).Length;
        var place = new TrainFigure(TrainBench.Memory, Path.GetFileName(path), $"torch {kind}", $"{rows} x {rowTokens}", settings.Threads, "");
        table.Add(place, "peak bytes", peak);
        table.Add(place, "estimated bytes", estimate.TotalBytes);
        table.Add(place, "file bytes", file);
        table.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"memory, base {kind}, {steps} steps of {rows} x {rowTokens} tokens, loading included: the process peaked at {peak / 1e9:F3} GB, ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{(double)peak / file:F2} times the file; {estimate.TotalBytes / 1e9:F3} GB were estimated, {(double)estimate.TotalBytes / peak:F2} of it"));
    }

    private static string NameOf(BaseWeights kind) => Prefix + kind.ToString().ToLowerInvariant();
}

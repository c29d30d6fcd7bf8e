using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Torch;
using AgentMemory.Training.Torch.Runtime;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>
/// TorchSharp on a device against one thread of the processor: the logits of one batch, the losses of twenty steps, and the device's
/// pace. With the processor as device, several threads stand against one, and the comparison itself is tried.
/// </summary>
internal static class DeviceComparison
{
    private const int Rows = 4;
    private const int RowTokens = 128;
    private const int Steps = 20;
    private const float LearningRate = 1e-3f;

    /// <summary>
    /// How far logits of deviation 1 may part, and losses, relative to their size. Sums in another order explain F32's; with the base
    /// in BF16, inputs of products are rounded to 8 bits, and a sum near the middle falls to either side.
    /// </summary>
    private static readonly (BaseWeights Kind, double Logits, double Losses)[] Bounds =
    [
        (BaseWeights.F32, 2e-4, 1e-4),
        (BaseWeights.BF16, 0.1, 1e-2),
    ];

    /// <exception cref="UserErrorException">The device is not there, or parts from the processor.</exception>
    public static void Run(BenchContext context, TrainBenchModels models, TrainTable table)
    {
        var device = context.Device ?? "auto";
        var isCard = TorchRuntime.IsCuda(device);
        var name = isCard ? "cuda" : "cpu";
        var (small, paced) = (models.Middle, isCard ? models.Largest : models.Middle);
        foreach (var (kind, logitsMax, lossesMax) in Bounds)
        {
            using var trainers = new TorchTrainers();
            var (logits, losses) = Differences(context, trainers, small, kind, device);
            var place = new TrainFigure(TrainBench.Device, small.Name, $"torch {kind}", $"{Rows} x {RowTokens}", Environment.ProcessorCount, name);
            table.Add(place, "largest difference of logits", logits);
            table.Add(place, "largest relative difference of losses", losses);
            table.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{small.Name}, base {kind}, {name} against one thread: logits part by {logits:G2} at most (bound {logitsMax:G2}), ")
                + string.Create(CultureInfo.InvariantCulture, $"the losses of {Steps} steps by {losses:G2} of their size (bound {lossesMax:G2})"));
            // No number must not pass.
            if (!(logits <= logitsMax && losses <= lossesMax))
            {
                throw new UserErrorException($"{name} does not compute what the processor computes with the base in {kind}; do not train on it");
            }

            using var trainer = new TimedTrainer(context, name, trainers, paced.Path, Settings(kind, device, Environment.ProcessorCount));
            var pace = MedianInterval.Of(Rounds.Of(context, [trainer.Measure])[0]);
            table.Add(place with { Model = paced.Name }, "tokens/s", pace);
            table.Say(string.Create(CultureInfo.InvariantCulture, $"{paced.Name}, base {kind}, {name}: {pace.Median:N0} tokens/s"));
        }
    }

    private static (double Logits, double Losses) Differences(
        BenchContext context, TorchTrainers trainers, TrainBenchModel model, BaseWeights kind, string device)
    {
        var (expected, expectedLosses) = Trained(context, trainers, model, Settings(kind, "cpu", 1));
        var (found, foundLosses) = Trained(context, trainers, model, Settings(kind, device, Environment.ProcessorCount));
        return (
            Largest(expected.Zip(found, (a, b) => Math.Abs((double)a - b))),
            Largest(expectedLosses.Zip(foundLosses, (a, b) => Math.Abs(a - b) / Math.Abs(a))));

        // Max leaves out what is no number.
        static double Largest(IEnumerable<double> figures) => figures.Aggregate(0.0, (a, b) => a >= b ? a : b);
    }

    private static (float[] Logits, double[] Losses) Trained(BenchContext context, TorchTrainers trainers, TrainBenchModel model, TrainerSettings settings)
    {
        using var trainer = trainers.Open(model.Path, settings);
        var logits = trainer.Logits(TrainBenchModels.RandomBatch(settings.Batch, trainer.Shape.Vocabulary, context.Seed));
        var losses = Enumerable.Range(1, Steps).Select(step =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var loss = trainer.Accumulate(TrainBenchModels.RandomBatch(settings.Batch, trainer.Shape.Vocabulary, context.Seed + (ulong)step)).Loss;
            trainer.Step(new AdamStep { LearningRate = LearningRate });
            return loss;
        }).ToArray();
        return (logits, losses);
    }

    private static TrainerSettings Settings(BaseWeights kind, string device, int threads) =>
        TrainBenchModels.Settings(TrainBenchModels.Shape(Rows, RowTokens), kind, threads) with { Device = device };
}

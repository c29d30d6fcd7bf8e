using System.Globalization;
using AgentMemory.Core.Machine;
using AgentMemory.Training;
using AgentMemory.Training.Torch;
using AgentMemory.Training.Torch.Runtime;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>
/// TorchSharp with one thread, with what <see cref="ThreadChoice"/> takes and with one for each core, as the machine is and beside a
/// busy process.
/// </summary>
internal static class ThreadComparison
{
    private const int Rows = 4;
    private const int RowTokens = 128;

    public static void Run(BenchContext context, TrainBenchModels models, TrainTable table)
    {
        foreach (var model in models.All)
        {
            using var torch = new TorchTrainers();
            using var trainer = new TimedTrainer(
                context, "torch", torch, model.Path, TrainBenchModels.Settings(TrainBenchModels.Shape(Rows, RowTokens), BaseWeights.Auto, threads: 1));
            Compare(context, model, trainer, "as found", table);
            using var busy = new BusyProcess();
            Compare(context, model, trainer, "beside a busy process", table);
        }
    }

    private static void Compare(BenchContext context, TrainBenchModel model, TimedTrainer trainer, string load, TrainTable table)
    {
        var busyCores = MachineLoad.BusyCores();
        var choice = ThreadChoice.Of(null, null, model.Weights, Environment.ProcessorCount, () => busyCores);
        int[] counts = [.. new[] { 1, choice.Threads, Environment.ProcessorCount }.Distinct().Order()];
        var paces = Rounds.Of(context, [.. counts.Select(count => (Func<double>)(() =>
        {
            TorchRuntime.UseThreads(count);
            return trainer.Measure();
        }))]);
        var line = string.Create(CultureInfo.InvariantCulture, $"{model.Name,-12} {load} ({busyCores:F1} cores busy): ");
        for (var i = 0; i < counts.Length; i++)
        {
            var place = new TrainFigure(TrainBench.Threads, model.Name, "torch", $"{Rows} x {RowTokens}", counts[i], load);
            var pace = MedianInterval.Of(paces[i]);
            table.Add(place, "tokens/s", pace);
            line += string.Create(CultureInfo.InvariantCulture, $"{TrainBench.Count(counts[i])} {pace.Median:N0} tokens/s");
            if (counts[i] > 1)
            {
                var ratio = MedianInterval.OfRatios(paces[i], paces[0]);
                table.Add(place, "ratio to 1 thread", ratio);
                line += $", ratio {ratio}";
            }

            line += "; ";
        }

        table.Add(new TrainFigure(TrainBench.Threads, model.Name, "torch", $"{Rows} x {RowTokens}", choice.Threads, load), "threads chosen", choice.Threads);
        table.Say(line + $"chosen: {choice.Threads}");
    }
}

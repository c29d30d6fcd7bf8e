using System.Globalization;
using AgentMemory.Cli.Models;
using AgentMemory.Core.Models;
using AgentMemory.Inference;
using AgentMemory.Training;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>How long attaching an adapter from its file takes, a token scored with it.</summary>
internal static class AdapterSwap
{
    private const int Times = 20;

    public static void Run(BenchContext context, LocalModel model, TrainBenchModels models, TrainTable table)
    {
        var path = models.Scratch("adapter.gguf");
        using (var trainers = TrainingEngine.Open())
        using (var trainer = trainers.Open(model.Card.Path, TrainBenchModels.Settings(TrainBenchModels.Shape(1, 32), BaseWeights.F32, threads: 1)))
        {
            trainer.ToAdapterFile(model.Card).Write(path);
        }

        var times = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            var start = context.Time.GetTimestamp();
            using var worn = model.Wear([new WornAdapter(path)]);
            worn.Score([new ScoreRequest("a", "b")], context.Cancellation);
            times.Add(context.Time.GetElapsedTime(start).TotalMilliseconds);
        }

        // The first has the code compiled that all need.
        var later = MedianInterval.Of(times.Skip(1));
        var place = new TrainFigure(TrainBench.Adapters, model.Card.Id, "attach", "", 1, "");
        table.Add(place, "first ms", times[0]);
        table.Add(place, "later ms", later);
        table.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"adapter attached from its file ({new FileInfo(path).Length >> 10} KiB) and a token scored: the first {times[0]:F1} ms, then median ")
            + string.Create(CultureInfo.InvariantCulture, $"{later.Median:F1} ms, worst {times.Skip(1).Max():F1} ms"));
    }
}

using System.Globalization;
using AgentMemory.Training;
using AgentMemory.Training.Torch;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>Tokens a second by model, batch and threads, with the base in F32 and in BF16 measured turn about.</summary>
internal static class SpeedComparison
{
    private const int RowTokens = 128;
    private static readonly int[] Rows = [4];
    private static readonly int[] RowsOfTinyModels = [4, 8, 16, 32];

    public static void Run(BenchContext context, TrainBenchModels models, int threadsMax, TrainTable table)
    {
        foreach (var threads in new[] { 1, threadsMax }.Distinct())
        {
            foreach (var model in models.All)
            {
                var best = (Rows: 0, Pace: 0.0);
                foreach (var rows in model.IsTiny ? RowsOfTinyModels : Rows)
                {
                    var pace = Compare(context, model, rows, threads, table);
                    best = pace > best.Pace ? (rows, pace) : best;
                }

                if (model.IsTiny)
                {
                    table.Say($"    best batch: {best.Rows} x {RowTokens}");
                }
            }
        }
    }

    /// <returns>Tokens a second in F32.</returns>
    private static double Compare(BenchContext context, TrainBenchModel model, int rows, int threads, TrainTable table)
    {
        var batch = TrainBenchModels.Shape(rows, RowTokens);
        using var torch = new TorchTrainers();
        var trainers = new List<TimedTrainer>();
        try
        {
            trainers.Add(Timed("F32", torch, BaseWeights.F32));
            if (!model.IsTiny)
            {
                trainers.Add(Timed("BF16", torch, BaseWeights.BF16));
            }

            var paces = Rounds.Of(context, [.. trainers.Select(trainer => (Func<double>)trainer.Measure)]);
            var line = string.Create(CultureInfo.InvariantCulture, $"{model.Name,-12} {rows,2} x {RowTokens}, {TrainBench.Count(threads)}: ");
            for (var i = 0; i < trainers.Count; i++)
            {
                var place = new TrainFigure(TrainBench.Speed, model.Name, trainers[i].Name, $"{rows} x {RowTokens}", threads, "as found");
                var pace = MedianInterval.Of(paces[i]);
                table.Add(place, "tokens/s", pace);
                line += string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "; ")}{trainers[i].Name} {pace.Median:N0} tokens/s");
                if (i > 0)
                {
                    var ratio = MedianInterval.OfRatios(paces[i], paces[0]);
                    table.Add(place, "ratio to F32", ratio);
                    line += $", ratio {ratio}";
                }
            }

            table.Say(line);
            return MedianInterval.Of(paces[0]).Median;
        }
        finally
        {
            trainers.ForEach(trainer => trainer.Dispose());
        }

        TimedTrainer Timed(string name, ITrainerProvider provider, BaseWeights kind) =>
            new(context, name, provider, model.Path, TrainBenchModels.Settings(batch, kind, threads));
    }
}

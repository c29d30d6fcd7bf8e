using System.Globalization;
using AgentMemory.Cli.Models;
using AgentMemory.Core;
using AgentMemory.Core.Machine;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>
/// Adapter training: tokens a second by model and base, one thread against several, as the machine is and beside a busy process, the
/// memory at its peak, and how fast an adapter is attached. Ratios are of figures measured turn about.
/// </summary>
internal static class TrainBench
{
    public const string Speed = "speed";
    public const string Threads = "threads";
    public const string Memory = "memory";
    public const string Large = "large";
    public const string Adapters = "adapters";
    public const string Device = "device";

    private static readonly string[] Parts = [Speed, Threads, Memory, Large, Adapters, Device];

    /// <summary>Without a name; the large model (1 GB on disk, minutes) and the device are measured where they are asked for.</summary>
    private static readonly string[] Usual = [Speed, Threads, Memory, Adapters];

    /// <exception cref="UserErrorException">There is no such part, or a model cannot be used.</exception>
    public static void Run(BenchContext context)
    {
        var table = new TrainTable(context.Output);
        if (context.Probes is [var only] && TrainMemory.BaseOf(only) is { } kind)
        {
            TrainMemory.MeasureHere(context, kind, table);
        }
        else
        {
            Run(context, context.Probes.Count == 0 ? Usual : [.. context.Probes.Select(Known)], table);
        }

        if (context.Folder is { } folder)
        {
            Directory.CreateDirectory(folder);
            TextFile.Write(Path.Combine(folder, TrainTable.File), table.Csv());
        }
    }

    private static void Run(BenchContext context, IReadOnlyList<string> parts, TrainTable table)
    {
        using var shelf = new ModelShelf(context.Home, context.Threads);
        var shipped = shelf.Open(context.Model, "cpu", contextTokens: 512, sequences: 1);
        using var models = new TrainBenchModels(shipped.Card, context.Seed);
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"rank {TrainBenchModels.Rank} on all seven linear layers, half of the places predicted; {context.Rounds} rounds turn about, medians, of ratios ")
            + string.Create(CultureInfo.InvariantCulture, $"the 95% interval; other processes keep {MachineLoad.BusyCores():F1} cores busy"));
        foreach (var part in parts)
        {
            switch (part)
            {
                case Speed:
                    SpeedComparison.Run(context, models, shelf.Threads, table);
                    break;
                case Threads:
                    ThreadComparison.Run(context, models, table);
                    break;
                case Memory:
                    TrainMemory.Run(context, models.Largest, table);
                    break;
                case Large:
                    TrainMemory.RunLarge(context, models.Large, table);
                    break;
                case Device:
                    DeviceComparison.Run(context, models, table);
                    break;
                default:
                    AdapterSwap.Run(context, shipped, models, table);
                    break;
            }
        }
    }

    /// <summary>A number of threads in words.</summary>
    public static string Count(int threads) => threads == 1 ? "1 thread" : string.Create(CultureInfo.InvariantCulture, $"{threads} threads");

    private static string Known(string part) => Parts.Contains(part, StringComparer.Ordinal)
        ? part
        : throw new UserErrorException(
            $"the benchmark train has no part \"{part}\"; there are {string.Join(", ", Parts)}{NearestName.Hint(part, Parts)}");
}

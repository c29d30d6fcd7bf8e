using System.Globalization;
using System.Text;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Cli.Benchmarks.Scaling;

/// <summary>
/// Trains models of several sizes by equal operations and puts the same probes to each: what compute buys. A size whose
/// probes lie in its folder is done and not trained again, so that the study can be stopped and gone on with.
/// </summary>
internal static class ScalingBench
{
    /// <summary>In a size's folder.</summary>
    public const string LogFile = "training.log";

    /// <summary>In a size's folder.</summary>
    public const string ProbesFile = "probes.json";

    private const string ModelFile = "model.gguf";

    /// <exception cref="UserErrorException">A plan or the folder cannot be used, or a training or probe failed.</exception>
    public static void Run(BenchContext context)
    {
        var plan = ScalingPlan.Read(context.Plan ?? context.Home.Plan("scaling"));
        var folder = context.Folder ?? throw new UserErrorException("bench scaling keeps models and logs; name a folder with --out");
        var threads = (context.Threads ?? Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture);
        var rows = new List<ScalingRow>();
        // Every size is made out before hours are spent on the first.
        var sizes = plan.Sizes.Select(size => (size.Name, Pretrain: plan.PretrainOf(size))).ToArray();
        foreach (var size in sizes)
        {
            var own = Path.Combine(folder, size.Name);
            var ownPlan = Path.Combine(own, "plan.yaml");
            Directory.CreateDirectory(own);
            if (!File.Exists(Path.Combine(own, ProbesFile)))
            {
                TextFile.Write(ownPlan, size.Pretrain);
                var model = Path.Combine(own, ModelFile);
                context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size.Name}: training by {plan.Operations:0.##E+0} operations"));
                Execute(
                    Path.Combine(own, LogFile), context.Cancellation,
                    "pretrain", ownPlan, "--out", model, "--type", "Q8_0", "--threads", threads, "--probes", "none");
                Execute(
                    null, context.Cancellation,
                    "bench", "model", "--model", model, "--plan", plan.Probes, "--out", own, "--threads", threads,
                    "--seed", context.Seed.ToString(CultureInfo.InvariantCulture));
            }
            else if (TextFile.Read(ownPlan, "plan") != size.Pretrain)
            {
                throw new UserErrorException($"{own} was made by another plan than size {size.Name} has now; delete it, or name another folder with --out");
            }

            rows.Add(ScalingRow.Read(size.Name, own));
        }

        var table = Table(rows);
        context.Output.Write(table);
        TextFile.Write(Path.Combine(folder, "scaling.txt"), table);
        TextFile.Write(Path.Combine(folder, "scaling.csv"), Csv(rows));
    }

    /// <summary>Runs this program; what it says of its progress goes into the file.</summary>
    private static void Execute(string? log, CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        using var writer = log is null ? null : new StreamWriter(log) { AutoFlush = true };
        var run = OwnProgram.Run(arguments, cancellation, line => writer?.WriteLine(line));
        if (run.ExitCode != ExitCode.Done)
        {
            throw new UserErrorException($"{arguments[0]} {arguments[1]} failed: {run.Errors.LastOrDefault() ?? "it said nothing"}");
        }
    }

    // One column a size, so that many figures stay readable.
    private static string Table(List<ScalingRow> rows)
    {
        var lines = new List<string[]>
        {
            Line("", row => row.Name),
            Line("weights", row => Wording.Amount(row.Parameters)),
            Line("tokens trained", row => Wording.Amount(row.Tokens)),
            Line("operations", row => Wording.Amount(row.Flops)),
        };
        lines.AddRange(rows.SelectMany(row => row.Losses.Keys).Distinct(StringComparer.Ordinal).Select(kind => Line(
            $"held-out loss, {kind}", row => row.Losses.TryGetValue(kind, out var loss) ? loss.ToString("F4", CultureInfo.InvariantCulture) : "")));
        lines.AddRange(Probes(rows).Select(probe => Line(
            probe, row => row.Probes.TryGetValue(probe, out var mean) ? Wording.Interval(new Interval(mean.Value, mean.Low, mean.High)) : "")));
        var widths = Enumerable.Range(0, rows.Count + 1).Select(i => lines.Max(line => line[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
        }

        return text.ToString();

        string[] Line(string name, Func<ScalingRow, string> cell) => [name, .. rows.Select(cell)];
    }

    private static string Csv(List<ScalingRow> rows)
    {
        var text = new StringBuilder("size,parameters,tokens,flops,figure,value,low,high\n");
        foreach (var row in rows)
        {
            var start = string.Create(CultureInfo.InvariantCulture, $"{row.Name},{row.Parameters},{row.Tokens:F0},{row.Flops:E4}");
            foreach (var (kind, loss) in row.Losses)
            {
                text.Append(CultureInfo.InvariantCulture, $"{start},held-out loss: {kind},{loss},,\n");
            }

            foreach (var (probe, mean) in row.Probes)
            {
                // Measures hold commas ("score, frozen"); a column may not.
                var name = probe.Replace(",", "", StringComparison.Ordinal);
                text.Append(CultureInfo.InvariantCulture, $"{start},{name},{mean.Value},{mean.Low},{mean.High}\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Probes(List<ScalingRow> rows) =>
        rows.SelectMany(row => row.Probes.Keys).Distinct(StringComparer.Ordinal);
}

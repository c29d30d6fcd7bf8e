using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Evaluation.Calibration;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>
/// The verdict's calibration by simulation, with the very code that judges real runs: bell-shaped noise and the noise of
/// real runs, the protocol's rule and a plan's other choices.
/// </summary>
internal static class VerdictBench
{
    public static void Run(BenchContext context)
    {
        foreach (var (noiseName, noise) in Noises(context))
        {
            foreach (var (ruleName, rule) in Rules(context.Seed))
            {
                var name = $"{noiseName}-{ruleName}";
                context.Output.WriteLine($"{name}: {noise.Summary}");
                var began = context.Time.GetTimestamp();
                var settings = rule with { Noise = noise.Noise };
                var table = VerdictCalibration.Run(settings, new Shown(context.Output), context.Cancellation);
                context.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{context.Time.GetElapsedTime(began).TotalSeconds:F0} s\n"));
                Keep(context.Folder, name + ".csv", table.Csv());
            }
        }
    }

    // The protocol's rule, then what a plan may ask for instead.
    private static IEnumerable<(string Name, CalibrationSettings Rule)> Rules(ulong seed)
    {
        yield return ("percentile", new CalibrationSettings { Seed = seed });
        yield return ("student", new CalibrationSettings { Seed = seed, Intervals = IntervalForm.Student });
        yield return ("ranks", new CalibrationSettings { Seed = seed, Trend = TrendForm.Ranks });
    }

    private static IEnumerable<(string Name, (string Summary, SimulationNoise Noise) Noise)> Noises(BenchContext context)
    {
        yield return ("bell", ("bell-shaped luck of seeds and exams", new SimulationNoise()));
        if (File.Exists(context.Home.NoiseCurves))
        {
            var runs = RunNoise.Of(CurveFile.Read(context.Home.NoiseCurves));
            yield return (
                "real",
                (string.Create(CultureInfo.InvariantCulture, $"levels and jumps of {runs.Count} runs of the main comparison"),
                    new SimulationNoise { Runs = runs }));
        }
    }

    private static void Keep(string? folder, string name, string table)
    {
        if (folder is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, name), table);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"output folder {folder} cannot be written ({e.Message}); name another with --out", e);
        }
    }

    private sealed class Shown(TextWriter output) : IProgress<CalibrationRow>
    {
        private bool _begun;

        public void Report(CalibrationRow value)
        {
            var lines = new CalibrationTable([value]).Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var line in _begun ? lines[1..] : lines)
            {
                output.WriteLine(line);
            }

            _begun = true;
        }
    }
}

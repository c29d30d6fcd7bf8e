using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Evaluation.Calibration;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>
/// The verdict's calibration by simulation, with the very code that judges real runs: bell-shaped noise and the noise of
/// real runs, the protocol's intervals and the plan's other choice.
/// </summary>
internal static class VerdictBench
{
    public static void Run(BenchContext context)
    {
        foreach (var (noiseName, noise) in Noises(context))
        {
            foreach (var form in Enum.GetValues<IntervalForm>())
            {
                var name = $"{noiseName}-{form.ToString().ToLowerInvariant()}";
                context.Output.WriteLine($"{name}: {noise.Summary}; intervals by {form.ToString().ToLowerInvariant()}");
                var began = context.Time.GetTimestamp();
                var settings = new CalibrationSettings { Seed = context.Seed, Noise = noise.Noise, Intervals = form };
                var table = VerdictCalibration.Run(settings, new Shown(context.Output), context.Cancellation);
                context.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{context.Time.GetElapsedTime(began).TotalSeconds:F0} s\n"));
                Keep(context.Folder, name + ".csv", table.Csv());
            }
        }
    }

    private static IEnumerable<(string Name, (string Summary, SimulationNoise Noise) Noise)> Noises(BenchContext context)
    {
        yield return ("bell", ("bell-shaped luck of seeds and exams", new SimulationNoise()));
        if (File.Exists(context.Home.DefaultCurves))
        {
            var runs = RunNoise.Of(CurveFile.Read(context.Home.DefaultCurves));
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

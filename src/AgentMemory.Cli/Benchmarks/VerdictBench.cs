using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Verdicts.Calibration;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>The verdict's calibration by simulation, with the very code that judges real runs.</summary>
internal static class VerdictBench
{
    public static void Run(BenchContext context)
    {
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Replications:N0} simulated learners of each kind"));
        var began = context.Time.GetTimestamp();
        var tables = new CalibrationText(
            CalibrationTables.Of(new VerdictCalibration(context.Replications, context.Seed, context.Cancellation)));
        context.Output.Write(tables.Summary());
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{context.Time.GetElapsedTime(began).TotalSeconds:F0} s"));
        if (context.Folder is { } folder)
        {
            Keep(folder, tables.Files());
        }
    }

    internal static void Keep(string folder, IReadOnlyList<(string Name, string Text)> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, text) in files)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"output folder {folder} cannot be written ({e.Message}); name another with --out", e);
        }
    }
}

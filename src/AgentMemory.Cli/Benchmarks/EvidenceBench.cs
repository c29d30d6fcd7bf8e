using System.Globalization;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Calibration;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>The readings of evidence used by simulation, with the very code that reads real runs.</summary>
internal static class EvidenceBench
{
    public static void Run(BenchContext context)
    {
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Draws:N0} draws of each size of worlds"));
        var began = context.Time.GetTimestamp();
        var rows = EvidenceCalibration.OfUsualSizes(
            context.Draws, context.Seed, new TaskCatalogue(PromptBook.Load(context.Home.Prompts)), context.Time, context.Cancellation);
        context.Output.Write(EvidenceText.Summary(rows));
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Time.GetElapsedTime(began).TotalSeconds:F0} s"));
        if (context.Folder is { } folder)
        {
            VerdictBench.Keep(folder, EvidenceText.Files(rows));
        }
    }
}

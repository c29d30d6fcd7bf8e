using AgentMemory.Evaluation.Calibration;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>The verdict's calibration by simulation, with the very code that judges real runs.</summary>
internal static class VerdictBench
{
    public static void Run(BenchContext context)
    {
        var progress = new Shown(context.Output);
        VerdictCalibration.Run(new CalibrationSettings { Seed = context.Seed }, progress, context.Cancellation);
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

using System.Globalization;
using AgentMemory.Training.Lessons;
using Spectre.Console;

namespace AgentMemory.Cli.Terminal;

/// <summary>
/// How training stands: a bar with loss, tokens a second and time left on a terminal, a line per measurement elsewhere. Goes
/// to standard error.
/// </summary>
internal static class TrainingProgress
{
    private const int QuietSteps = 50;

    /// <summary>Runs the work, showing what it reports.</summary>
    public static T Show<T>(Func<Action<AdapterProgress>, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(progress =>
            {
                if (progress.ValidationLoss is not null || progress.Step % QuietSteps == 0)
                {
                    Console.Error.WriteLine($"step {progress.Step} of {progress.StepsMax}: {Words(progress)}");
                }
            });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn()).Start(bars =>
        {
            var bar = bars.AddTask("training");
            double? apart = null;
            return work(progress =>
            {
                apart = progress.ValidationLoss ?? apart;
                bar.MaxValue = progress.StepsMax;
                bar.Value = progress.Step;
                bar.Description = Markup.Escape(Words(progress with { ValidationLoss = apart }));
            });
        });
    }

    private static string Words(AdapterProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {progress.Loss:F3}{(progress.ValidationLoss is { } apart ? $", on lessons kept apart {apart:F3}" : "")}, ")
        + string.Create(CultureInfo.InvariantCulture, $"{progress.TokensPerSecond:F0} tokens/s, {progress.TimeLeft:hh\\:mm\\:ss} left");
}

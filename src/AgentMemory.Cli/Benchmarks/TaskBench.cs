using System.Globalization;
using AgentMemory.Core.Play;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>How fast tasks are made and played, on one core.</summary>
internal static class TaskBench
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(2);

    public static void Games(BenchContext context)
    {
        foreach (var figure in new GamesBench(context.Time).Run(PromptBook.Load(context.Home.Prompts), Each))
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{figure.Name,-40} {figure.Value,14:N1} {figure.Unit} (goal {figure.Goal:N0})"));
        }
    }

    public static void Fields(BenchContext context) => context.Output.Write(FieldBench.ToText(new FieldBench(context.Time).Run()));
}

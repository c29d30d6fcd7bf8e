using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Cli.Benchmarks.Reader;

/// <summary>
/// Beside the exact reader of the same games: where a model ranks the right word of things that practice never shows, and of things it
/// was told, after so many games of a uniform player in its window.
/// </summary>
internal static class ReaderBench
{
    private const double Confidence = 0.95;

    /// <exception cref="UserErrorException">The model, the plan or a task cannot be used.</exception>
    public static void Run(BenchContext context)
    {
        var path = context.Plan ?? context.Home.Plan("reader");
        var plan = ReaderPlan.Parse(path, TextFile.Read(path, "plan"));
        using var exam = new ReaderExam(context, plan);
        context.Output.WriteLine($"{exam.Model}, plan {plan.Name}, {plan.Worlds} worlds a task; mean score (95% interval), 0 at random and 1 at best");
        foreach (var name in plan.Tasks)
        {
            context.Output.WriteLine(name);
            Row("games", "never met", "exact reader", "met", "games in window");
            var worlds = Enumerable.Range(1, plan.Worlds).Select(world => exam.Sit(name, (ulong)world, context.Cancellation)).ToList();
            for (var i = 0; i < plan.Games.Count; i++)
            {
                var scores = worlds.Select(world => world[i]).ToList();
                Row(
                    plan.Games[i].ToString(CultureInfo.InvariantCulture),
                    Mean(scores.Select(score => score.NeverMet)),
                    Mean(scores.Select(score => score.Exact)),
                    Mean(scores.Select(score => score.Met).OfType<double>()),
                    scores.Min(score => score.GamesShown).ToString(CultureInfo.InvariantCulture));
            }
        }

        void Row(string games, string neverMet, string exact, string met, string shown) =>
            context.Output.WriteLine($"  {games,6}  {neverMet,-24} {exact,-24} {met,-24} {shown}");
    }

    private static string Mean(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return UnitMean.Of(all) is { } mean ? Wording.Interval(mean.At(Confidence)) : "-";
    }
}

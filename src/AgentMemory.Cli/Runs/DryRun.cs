using System.Globalization;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Texts;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Forecasts;

namespace AgentMemory.Cli.Runs;

/// <summary>Prints what a comparison would be: the resolved plan, what it can show, and what it costs. Nothing is run.</summary>
internal static class DryRun
{
    public static int Print(Home home, Plan plan, int? threads, CancellationToken cancellation)
    {
        // What cannot be run is refused before anything is rehearsed. One model is open at a time.
        var (resolved, forecast, cautions) = Forecast(home, plan, threads, cancellation);
        var estimate = RunEstimate.Make(home, plan, threads, must: false, Console.Error.WriteLine, cancellation);
        var size = PlanSize.Of(plan);
        var output = Console.Out;
        output.Write(PlanFile.Write(resolved));
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size.Trials:N0} trials; nothing was run but a rehearsal"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"power: a level learner is called plateaued in {100 * forecast.Power.Plateau:0}%, ")
            + string.Create(CultureInfo.InvariantCulture, $"one that rises by 0.3 improving in {100 * forecast.Power.Gain:0}%"));
        foreach (var task in forecast.Tasks)
        {
            output.WriteLine($"{task.Task}: {Bits(task, plan)}; exam: {Exam(task)}");
        }

        foreach (var caution in cautions)
        {
            output.WriteLine($"caution: {caution}");
        }

        output.WriteLine();
        output.WriteLine($"{"about",-16} {"tokens read",14} {"written",12} {"trained on",14} {"Gop",12} {"time",10}");
        foreach (var (place, learner) in forecast.Learners.Index())
        {
            var cost = learner.Cost;
            var time = estimate.Learners is { } learners ? EstimateText.Span(learners[place].Seconds) : "–";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{learner.Learner,-16} {cost.TokensRead,14:N0} {cost.TokensWritten,12:N0} {cost.TokensTrained,14:N0} {cost.Flops / 1e9,12:N0} {time,10}"));
        }

        output.WriteLine();
        EstimateText.Lines(estimate).ToList().ForEach(output.WriteLine);

        return ExitCode.Done;
    }

    private static (Plan Resolved, PlanForecast Forecast, IReadOnlyList<string> Cautions) Forecast(
        Home home, Plan plan, int? threads, CancellationToken cancellation)
    {
        using var setup = new LearningSetup(home, plan, threads);
        return (
            setup.Plan,
            PlanForecast.Of(setup.Plan, setup.Workshop(artifacts: ""), setup.Prompt, cancellation),
            [.. setup.WindowCautions, .. DocumentFit.Cautions(setup.Plan, setup.Trials, setup.ToolsOf)]);
    }

    // Decision states may be met in practice, whatever the starts; questions that are held out never are.
    private static string Exam(TaskForecast task) => task.States is { } states
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"exact, {states.Asked:0.#} decision states on average over the worlds, and games at random come to {states.Met:0.#} of them in practice")
        : TaskText.Exam(task.First);

    private static string Bits(TaskForecast task, Plan plan) => task switch
    {
        { WhyNot: { } why } => $"hidden bits not available: {why}",
        { HiddenBits: 0 } => "nothing is hidden",
        { LearntAfter: { } block } => string.Create(
            CultureInfo.InvariantCulture,
            $"{task.HiddenBits:0.0} bits hidden, and games at random tell nearly all by block {block} of {plan.Blocks} ({plan.PracticeUpTo(block)} games)"),
        _ => string.Create(
            CultureInfo.InvariantCulture, $"{task.HiddenBits:0.0} bits hidden, and games at random do not tell nearly all of them in {plan.Blocks} blocks"),
    };
}

using System.CommandLine;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Ladder;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Commands;

/// <summary>Finds out in minutes what a model can learn, by which path, in which style and at which rate.</summary>
internal static class LadderCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var model = new Option<string?>("--model") { Description = "An id from models/models.json or a .gguf file" };
        var task = new Option<string[]>("--task") { Description = "A game or field in place of the plan's; may stand several times" };
        var style = new Option<string[]>("--style") { Description = "A style to try in place of all; may stand several times" };
        style.AcceptOnlyFromAmong(PlanWords.Styles);
        var planned = new Option<string?>("--plan") { Description = "A ladder's plan in place of eval/plans/ladder.yaml" };
        var output = new Option<string?>("--out") { Description = "Write the comparison that follows from it into this file" };
        var device = CommonOptions.Device();
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command(
            "ladder",
            "Find out what a model can learn: behind a history in its window, in an adapter, either, or neither.\n"
            + "Example: agentmemory ladder --model my.gguf --out my.yaml")
        {
            model, task, style, planned, output, device, threads, json,
        };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var path = parsed.GetValue(planned) ?? home.Plan("ladder");
            var plan = LadderPlan.Parse(path, TextFile.Read(path, "plan"));
            plan = parsed.GetValue(task) is { Length: > 0 } tasks ? plan with { Tasks = tasks } : plan;
            if (parsed.GetValue(output) is { } file)
            {
                WritablePlace.CheckFile(file, "--out");
            }

            var named = parsed.GetValue(model) ?? PlanFile.Read(home.Plan("default"), Catalogue.Learners).Model;
            var began = TimeProvider.System.GetTimestamp();
            var run = new LadderRun(
                home, plan, named, parsed.GetValue(device)!, parsed.GetValue(threads),
                line => Console.Error.WriteLine(FormattableString.Invariant($"{TimeProvider.System.GetElapsedTime(began).TotalSeconds,5:0} s  {line}")));
            var result = run.Execute(Styles(parsed.GetValue(style), home, named), cancellation);
            var made = TunedPlan.Write(result, plan, named, parsed.GetValue(device)!, Catalogue.Learners);
            if (parsed.GetValue(output) is { } place && made is not null)
            {
                File.WriteAllText(place, made);
            }

            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(LadderText.Json(result, plan).ToJsonString());
                return ExitCode.Done;
            }

            foreach (var line in LadderText.Lines(result, plan))
            {
                Console.Out.WriteLine(line);
            }

            Console.Out.WriteLine(parsed.GetValue(output) is { } written && made is not null
                ? $"Written to {written}; look at it with agentmemory compare {written} --dry-run"
                : made is null ? "No plan follows from it." : "--out FILE writes the comparison that follows from it.");
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<PromptStyle> Styles(string[]? named, Home home, string model) => named is { Length: > 0 }
        ? [.. named.Distinct(StringComparer.Ordinal).Select(PlanWords.StyleOf)]
        : StyleAuto.Candidates(home, model);
}

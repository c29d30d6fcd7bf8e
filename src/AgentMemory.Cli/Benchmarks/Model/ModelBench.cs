using AgentMemory.Core;
using AgentMemory.Experiments.Probes;
using AgentMemory.Experiments.Results;

namespace AgentMemory.Cli.Benchmarks.Model;

/// <summary>What a model can do of this project's job: every probe of <see cref="ProbeList"/>, or those named.</summary>
internal static class ModelBench
{
    /// <exception cref="UserErrorException">The model, the plan or the folder cannot be used.</exception>
    public static void Run(BenchContext context)
    {
        var path = context.Plan ?? context.Home.Plan(context.Quick ? "probes-quick" : "probes");
        var plan = ProbePlanFile.Parse(path, TextFile.Read(path, "plan"));
        var probes = context.Probes.Count == 0 ? ProbeList.All : [.. context.Probes.Select(ProbeList.Named)];
        using var session = new ProbeSession(
            context.Home, plan with { Seed = context.Seed }, context.Model, context.Threads, context.Time, Show);
        var model = LedgerCurves.Judged(session.Room.Model.Card);
        context.Output.WriteLine($"{model.Id}, {model.Parameters:N0} weights; plan {plan.Name}, {plan.Seeds} instances a task\n");
        var answers = new List<ProbeAnswer>();
        foreach (var answer in ProbeList.Ask(probes, session.Room, context.Cancellation))
        {
            answers.Add(answer);
            context.Output.WriteLine(ProbeText.Write(answer));
        }

        Keep(context.Folder, new ProbeReport { Model = model, Plan = session.Room.Plan, Answers = answers });

        void Show(string what)
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.WriteLine(what);
            }
        }
    }

    private static void Keep(string? folder, ProbeReport report)
    {
        if (folder is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "probes.json"), ProbeJson.Write(report));
            File.WriteAllText(
                Path.Combine(folder, "probes.txt"), string.Join('\n', report.Answers.Select(ProbeText.Write)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"output folder {folder} cannot be written ({e.Message}); name another with --out", e);
        }
    }
}

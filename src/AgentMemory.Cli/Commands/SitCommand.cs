using System.CommandLine;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Commands;

/// <summary>Sits one exam from an artifact's files and prints its results: the other end of <c>compare --fresh</c>.</summary>
internal static class SitCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var plan = new Argument<string>("PLAN.yaml") { Description = "The resolved plan of a result folder" };
        var learner = new Option<string>("--learner") { Description = "Whose exam", Required = true };
        var stream = NumberOption.Required("--stream", new NumberRange<int>(0, PlanRanges.TrialsMax), "Number of the stream in the plan, from 0");
        var number = NumberOption.Required("--trial", PlanRanges.Seeds, "Number of the seed, from 1");
        var artifact = new Option<string?>("--artifact") { Description = "Folder of what was learnt; without it, nothing was" };
        var threads = CommonOptions.Threads();
        var command = new Command(
            "sit",
            "Sit one exam of a plan from an artifact's files and print its results as JSON.\n"
            + "Example: agentmemory sit runs/quick-1/plan.yaml --learner notes --stream 0 --trial 1 --artifact kept/latest")
        {
            plan, learner, stream, number, artifact, threads,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var read = PlanFile.Read(parsed.GetValue(plan)!, Catalogue.Learners);
            var name = parsed.GetValue(learner)!;
            var only = read with
            {
                Learners = [read.Learners.FirstOrDefault(known => known.Name == name)
                    ?? throw new UserErrorException($"the plan has no learner \"{name}\"; name one of its learners"
                        + NearestName.Hint(name, read.Learners.Select(known => known.Name)))],
            };
            // The window is that of the whole plan: it sets how the model's memory is laid out.
            var key = new TrialKey(name, parsed.GetValue(stream), parsed.GetValue(number));
            using var setup = new LearningSetup(home, only, parsed.GetValue(threads), read.ContextTokensMax, key, cancellation: cancellation);
            var trial = setup.Trials.FirstOrDefault(drawn => drawn.Key == key) ?? throw new UserErrorException(
                $"the plan has no trial {key.Seed} of stream {key.Stream}; count trials from 1 and streams from 0");
            var shop = setup.Workshop(artifacts: "");
            var folder = parsed.GetValue(artifact);
            if (folder is not null && Directory.Exists(folder))
            {
                var owner = ArtifactOwner.Read(folder);
                owner?.Require(shop.Artifacts.OwnerOf(trial), $"--artifact {folder}");
                owner?.RequireFiles(folder, $"--artifact {folder}");
            }

            var examined = shop.Examiner.Evaluate(trial, folder is null ? null : Artifact.Of(folder), cancellation);
            Console.Out.WriteLine(ExaminedJson.Write(examined));
            return ExitCode.Done;
        });
        return command;
    }
}

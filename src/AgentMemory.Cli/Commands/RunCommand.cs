using System.CommandLine;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Ladder;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Commands;

/// <summary>Lets one learner practise one task, for watching; what it learns is kept and carried on.</summary>
internal static class RunCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var task = new Argument<string>("TASK") { Description = "A game or field: heaps?hidden=takes&seed=7" };
        var learner = LearnersCommand.Naming(new Option<string>("--learner") { Description = "Who plays", DefaultValueFactory = _ => "context" });
        var episodes = NumberOption.Usual("--episodes", 8, PlanRanges.Practice, "Practice episodes");
        var model = CommonOptions.Model();
        var device = CommonOptions.Device();
        var artifact = new Option<string?>("--artifact") { Description = "Folder that keeps what is learnt, for the next run" };
        var watch = new Option<bool>("--watch") { Description = "Show every position, what the model was shown, and what it did" };
        var style = PlayOptions.Style();
        var calibration = PlayOptions.Calibration();
        var thinking = PlayOptions.Thinking();
        var thoughts = PlayOptions.Thoughts();
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command(
            "run",
            "Let one learner practise a task; what it learns is kept in --artifact and carried on by the next run.\n"
            + "Example: agentmemory run \"heaps?hidden=takes&seed=7\" --learner notes --artifact kept --watch")
        {
            task, learner, episodes, model, device, artifact, watch, style, calibration, thinking, thoughts, seed, threads, json,
        };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var learners = Catalogue.Learners;
            var id = parsed.GetValue(learner)!;
            var owner = ArtifactKeeping.OwnerIn(parsed.GetValue(artifact));
            var plan = PlanFile.Read(home.Plan("default"), learners) with
            {
                Name = "run",
                Device = parsed.GetValue(device)!,
                Seed = parsed.GetValue(seed),
                Streams = [[parsed.GetValue(task)!]],
                Learners = [Learner(learners.Named(id), owner)],
                Seeds = 1,
                Blocks = 1,
                Practice = [parsed.GetValue(episodes)],
            };
            plan = PlayOptions.Changed(plan, new PlayWords(
                parsed.GetValue(style) ?? owner?.Style, parsed.GetValue(calibration), parsed.GetValue(thinking), parsed.GetValue(thoughts)));
            plan = parsed.GetValue(model) is { } named ? plan with { Model = named } : plan;
            var kept = parsed.GetValue(artifact) is { } folder ? new ResultFiles(folder).Style : null;
            // What is carried on is carried on in its style.
            var earlier = plan.ChoosesStyle && kept is not null ? StyleRecord.Applied(plan, kept) : null;
            var choice = plan.ChoosesStyle && earlier is null ? new StyleAuto(home, plan, parsed.GetValue(threads)).Choose(cancellation) : null;
            plan = earlier ?? choice?.Applied(plan) ?? plan;
            var code = new SingleRun(home, plan, parsed.GetValue(artifact), parsed.GetValue(watch), parsed.GetValue(threads), parsed.GetValue(json))
                .Execute(cancellation);
            if (choice is not null && kept is not null)
            {
                TextFile.Write(kept, StyleRecord.Write(choice));
            }

            return code;
        });
        return command;
    }

    // What is carried on is carried on by what it was made by: an adapter has its rank.
    private static LearnerPlan Learner(LearnerPlan usual, ArtifactOwner? owner) => owner?.Settings is { } made && owner.Learner == usual.Id
        ? usual with { Settings = SettingList.Of(usual.Settings).Changed(usual.Settings, made) }
        : usual;
}

using System.CommandLine;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Runs;
using AgentMemory.Cli.Ladder;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Commands;

/// <summary>The main job: both paths on the same tasks, and a verdict.</summary>
internal static class CompareCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var plan = new Argument<string?>("PLAN.yaml")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A plan; without it, eval/plans/default.yaml",
        };
        var quick = new Option<bool>("--quick") { Description = "The plan eval/plans/quick.yaml: a minute and a half" };
        var model = new Option<string?>("--model") { Description = "An id from models/models.json or a .gguf file" };
        var task = new Option<string[]>("--task") { Description = "A game or field in place of the plan's; may stand several times" };
        var learner = LearnersCommand.Naming(new Option<string[]>("--learner")
        {
            Description = "A learner in place of the plan's, which may stand several times",
        });
        var seeds = NumberOption.Optional("--seeds", PlanRanges.Seeds, "Number of seeds");
        var blocks = NumberOption.Optional("--blocks", PlanRanges.Blocks, "Blocks of practice, study and exam");
        var practice = NumberOption.Optional("--practice", PlanRanges.Practice, "Practice episodes a block");
        var exam = NumberOption.Optional("--exam", PlanRanges.Exam, "Exam episodes a block");
        var device = CommonOptions.DeviceInPlace();
        var seed = NumberOption.Optional("--seed", Ranges.Seed, "Rules every random choice");
        var book = WordOption.Optional("--book", "Whether open-book documents are shown at exams", "open", "closed");
        var style = PlayOptions.Style();
        var calibration = PlayOptions.Calibration();
        var thinking = PlayOptions.Thinking();
        var thoughts = PlayOptions.Thoughts();
        var heldOut = new Option<string?>("--held-out") { Description = "Pretraining plan whose held-out text is scored after every block" };
        var fresh = new Option<bool>("--fresh") { Description = "Sit every exam in a new process, from the artifact's files alone; same scores" };
        var output = new Option<string?>("--out") { Description = "Folder for the results; without it, the next free runs/NAME-N" };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run in --out, or with the latest one" };
        var time = DurationOption.Optional("--time", "As many seeds and blocks of the plan as fit into this time");
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the plan, what it can show and what it takes on this machine; keep nothing" };
        var check = new Option<string?>("--check") { Description = "Run a finished comparison's folder again and compare to the digit" };
        var tuning = new Option<bool>("--tuning") { Description = "Allow task seeds 900 to 999, which are for tuning and never reported on" };
        var threads = CommonOptions.Threads();
        var force = new Option<bool>("--force") { Description = "Go on where documents of an open-book task do not fit the window" };
        var quiet = new Option<bool>("--quiet") { Description = "Show no progress: only the results, and errors" };
        var json = CommonOptions.Json();
        var command = new Command(
            "compare",
            "Let the learners of a plan learn the same tasks, and say which path keeps improving.\n"
            + "Example: agentmemory compare --quick --model my.gguf")
        {
            plan, quick, model, task, learner, seeds, blocks, practice, exam, device, seed, book, style, calibration,
            thinking, thoughts, heldOut, fresh, output, resume, time, dryRun, check, tuning, threads, force, quiet, json,
        };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var learners = Catalogue.Learners;
            if (parsed.GetValue(check) is { } checkedFolder)
            {
                RefuseBeside("--check", parsed, check, threads, quiet);
                return new RunCheck(home, checkedFolder).Execute(parsed.GetValue(threads), parsed.GetValue(quiet), cancellation);
            }

            if (parsed.GetValue(plan) is not null && parsed.GetValue(quick))
            {
                throw new UserErrorException("--quick is a plan of its own; leave it out or leave the plan out");
            }

            if (parsed.GetValue(plan) is { } typed && !File.Exists(typed) && IsTask(typed, home))
            {
                throw new UserErrorException($"there is no plan {typed}; a game or field goes behind --task: agentmemory compare --task \"{typed}\"");
            }

            // Before its plan is read, whose old fields would be refused one by one.
            if (parsed.GetValue(resume) && parsed.GetValue(output) is { } resumed)
            {
                OldRun.RefuseResume(new ResultFiles(resumed));
            }

            if (parsed.GetValue(resume) && parsed.GetValue(plan) is null && !parsed.GetValue(quick) && parsed.GetValue(output) is { } begun)
            {
                RefuseWithoutPlan(new ResultFiles(begun));
            }

            var path = parsed.GetValue(plan)
                ?? (parsed.GetValue(resume) && !parsed.GetValue(quick) ? PlanOf(parsed.GetValue(output)) : null)
                ?? home.Plan(parsed.GetValue(quick) ? "quick" : "default");
            var resolved = new PlanChanges
            {
                Model = parsed.GetValue(model),
                Tasks = parsed.GetValue(task) ?? [],
                Learners = parsed.GetValue(learner) ?? [],
                Seeds = parsed.GetValue(seeds),
                Blocks = parsed.GetValue(blocks),
                Practice = parsed.GetValue(practice),
                Exam = parsed.GetValue(exam),
                Device = parsed.GetValue(device),
                Seed = parsed.GetValue(seed),
                Book = parsed.GetValue(book),
                Play = new PlayWords(
                    parsed.GetValue(style), parsed.GetValue(calibration), parsed.GetValue(thinking), parsed.GetValue(thoughts)),
                HeldOut = parsed.GetValue(heldOut),
            }.ApplyTo(PlanFile.Read(path, learners), learners);
            var tasks = new TaskCatalogue(PromptBook.Load(home.Prompts));
            if (!parsed.GetValue(tuning))
            {
                TuningSeeds.Refuse(resolved, tasks);
            }

            // A changed file is named, where the ledger would say only that its plan is another.
            if (parsed.GetValue(resume) && PlanOf(parsed.GetValue(output)) is { } kept)
            {
                TaskFiles.Pinned(PlanFile.ParseKept(kept, TextFile.Read(kept, "plan"), learners), tasks);
            }

            resolved = TaskFiles.Pinned(resolved, tasks);

            if (parsed.GetValue(time) is { } most)
            {
                if (parsed.GetValue(resume))
                {
                    throw new UserErrorException("--time chooses a plan and --resume goes on with one; leave one of them out");
                }

                (resolved, var remarks) = TimeBudget.Fit(home, resolved, most, parsed.GetValue(threads), cancellation);
                remarks.ToList().ForEach(Console.Error.WriteLine);
            }

            var styles = new StyleAuto(home, resolved, parsed.GetValue(threads));
            if (parsed.GetValue(dryRun))
            {
                var code = DryRun.Print(home, resolved, parsed.GetValue(threads), cancellation);
                (resolved.ChoosesStyle ? styles.Forecast() : []).ToList().ForEach(Console.Out.WriteLine);
                return code;
            }

            using var folder = ResultFolder.Choose(parsed.GetValue(output), resolved, parsed.GetValue(resume));
            // A run that goes on has chosen.
            var choice = resolved.ChoosesStyle && !parsed.GetValue(resume) ? styles.Choose(cancellation) : null;
            return new ComparisonRun(home, choice?.Applied(resolved) ?? folder.WithStyle(resolved), folder)
            {
                StyleChosen = choice is null ? null : StyleRecord.Write(choice),
                Threads = parsed.GetValue(threads),
                Json = parsed.GetValue(json),
                Fresh = parsed.GetValue(fresh),
                IsForced = parsed.GetValue(force),
                IsSilent = parsed.GetValue(quiet),
            }.Execute(cancellation);
        });
        return command;
    }

    private static bool IsTask(string typed, Home home) =>
        new TaskCatalogue(PromptBook.Load(home.Prompts)).Families.ContainsKey(typed.Split('?')[0]);

    // The folder's own plan says all else.
    private static void RefuseBeside(string name, ParseResult parsed, params Option[] allowed)
    {
        var other = parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>()
            .FirstOrDefault(result => !result.Implicit && !allowed.Contains(result.Option));
        if (other is not null || parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.ArgumentResult>().Any(result => result.Tokens.Count > 0))
        {
            throw new UserErrorException($"{name} runs the plan of its folder; leave {other?.Option.Name ?? "the plan"} out");
        }
    }

    private static void RefuseWithoutPlan(ResultFiles files)
    {
        if (File.Exists(files.Ledger) && !File.Exists(files.Plan))
        {
            throw new UserErrorException($"{files.Path} has a ledger and no {Path.GetFileName(files.Plan)}; name the plan that it was begun with, too");
        }
    }

    // A run that is gone on with by its folder's name alone goes on with the folder's own plan.
    private static string? PlanOf(string? folder) =>
        folder is not null && new ResultFiles(folder) is var files && File.Exists(files.Ledger) && File.Exists(files.Plan) ? files.Plan : null;
}

using System.CommandLine;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners;
using AgentMemory.Training.Adapters.Merging;

namespace AgentMemory.Cli.Commands;

/// <summary>Adds adapters into a new model file.</summary>
internal static class MergeCommand
{
    public static Command Make()
    {
        var model = CommonOptions.Model();
        var adapter = new Option<string[]>("--adapter") { Description = AdapterArgument.Form };
        var artifact = ArtifactOption.Make();
        var output = new Option<string>("--out") { Required = true, Description = "The model to write" };
        var command = new Command(
            "merge",
            "Add adapters into a new model file; every tensor keeps its type.\n"
            + "Example: agentmemory models merge --model small --adapter a.gguf --adapter b.gguf=0.5 --out merged.gguf")
        {
            model, adapter, artifact, output,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            var (typed, folder) = (parsed.GetValue(adapter) ?? [], parsed.GetValue(artifact));
            if (typed.Length == 0 && folder is null)
            {
                throw new UserErrorException("nothing is to be merged; name an adapter with --adapter, or what a learner made with --artifact");
            }

            WritablePlace.CheckFile(path, "--out");
            var home = Home.Find();
            using var shelf = new ModelShelf(home, threads: 1);
            var opened = shelf.Open(parsed.GetValue(model), "cpu", contextTokens: 64, sequences: 1);
            using var worn = AdapterArgument.Read(typed, opened.Card.Path, Console.Error);
            using var taken = folder is null ? null : TakenAlong.Open(folder, opened, PromptBook.Load(home.Prompts));
            if (taken is { Worn.Count: 0 })
            {
                throw new UserErrorException(
                    $"artifact {folder} holds no adapter: what {taken.Owner.Learner} learnt is words, and no file of weights holds them; "
                    + "use it with chat, complete or run");
            }

            if (taken is { HasWords: true })
            {
                Console.Error.WriteLine($"{folder}: what {taken.Owner.Learner} remembers in words is no part of a model, and is left out");
            }

            IReadOnlyList<WornAdapter> all = [.. taken?.Worn ?? [], .. worn.Adapters];
            var changed = AdapterMerge.Write(opened.Card.Path, opened.Card, all, path);
            Console.Out.WriteLine($"{path}: {opened.Card.Id} with {all.Count} adapters, {changed} tensors changed");
            return ExitCode.Done;
        });
        return command;
    }
}

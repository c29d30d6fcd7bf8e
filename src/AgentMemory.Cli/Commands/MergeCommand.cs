using System.CommandLine;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Training.Adapters.Merging;

namespace AgentMemory.Cli.Commands;

/// <summary>Adds adapters into a new model file.</summary>
internal static class MergeCommand
{
    public static Command Make()
    {
        var model = CommonOptions.Model();
        var adapter = new Option<string[]>("--adapter") { Required = true, Description = AdapterArgument.Form };
        var output = new Option<string>("--out") { Required = true, Description = "The model to write" };
        var command = new Command(
            "merge",
            "Add adapters into a new model file; every tensor keeps its type.\n"
            + "Example: agentmemory models merge --model small --adapter a.gguf --adapter b.gguf=0.5 --out merged.gguf")
        {
            model, adapter, output,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            WritablePlace.CheckFile(path, "--out");
            using var shelf = new ModelShelf(Home.Find(), threads: 1);
            var opened = shelf.Open(parsed.GetValue(model), "cpu", contextTokens: 64, sequences: 1);
            using var worn = AdapterArgument.Read(parsed.GetValue(adapter)!, opened.Card.Path, Console.Error);
            var changed = AdapterMerge.Write(opened.Card.Path, opened.Card, worn.Adapters, path);
            Console.Out.WriteLine($"{path}: {opened.Card.Id} with {worn.Adapters.Count} adapters, {changed} tensors changed");
            return ExitCode.Done;
        });
        return command;
    }
}

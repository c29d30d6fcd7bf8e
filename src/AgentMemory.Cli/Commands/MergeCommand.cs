using System.CommandLine;
using AgentMemory.Weights;

namespace AgentMemory.Cli.Commands;

/// <summary>Adds adapters into a new model file.</summary>
internal static class MergeCommand
{
    public static Command Make()
    {
        var model = CommonOptions.Model();
        var adapter = new Option<string[]>("--adapter") { Required = true, Description = "FILE or FILE=SCALE; may stand several times" };
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
            using var shelf = new ModelShelf(Home.Find(), threads: 1);
            var opened = shelf.Open(parsed.GetValue(model), "cpu", contextTokens: 64, sequences: 1);
            var worn = AdapterArgument.Read(parsed.GetValue(adapter)!, Console.Error);
            var path = parsed.GetValue(output)!;
            var changed = AdapterMerge.Write(opened.Card.Path, opened.Card, worn, path);
            Console.Out.WriteLine($"{path}: {opened.Card.Id} with {worn.Count} adapters, {changed} tensors changed");
            return ExitCode.Done;
        });
        return command;
    }
}

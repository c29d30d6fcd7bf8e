using System.CommandLine;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Training.Adapters.Peft;

namespace AgentMemory.Cli.Commands;

/// <summary>Makes a PEFT folder of a GGUF adapter, and the other way.</summary>
internal static class ConvertCommand
{
    public static Command Make()
    {
        var adapter = new Argument<string>("ADAPTER")
        {
            Description = "A GGUF adapter, or a folder with adapter_config.json and adapter_model.safetensors",
        };
        var model = CommonOptions.Model();
        var output = new Option<string>("--out") { Required = true, Description = "A name that ends in .gguf for a file; any other is a PEFT folder" };
        var command = new Command(
            "convert",
            "Convert a LoRA adapter between a GGUF file and a PEFT folder, the same to the bit there and back.\n"
            + "Example: agentmemory models convert a.gguf --model my.gguf --out a-peft")
        {
            adapter, model, output,
        };
        command.SetAction(parsed =>
        {
            var (source, target) = (parsed.GetValue(adapter)!, parsed.GetValue(output)!);
            if (target.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            {
                WritablePlace.CheckFile(target, "--out");
            }
            else
            {
                WritablePlace.Check(target, "the folder", "--out");
            }

            var path = ModelCatalogue.Read(Home.Find().Models).Resolve(parsed.GetValue(model)).Path;
            foreach (var remark in AdapterConversion.Convert(source, path, target))
            {
                Console.Error.WriteLine($"{source}: {remark}");
            }

            Console.Out.WriteLine($"{target}: written from {source}");
            return ExitCode.Done;
        });
        return command;
    }
}

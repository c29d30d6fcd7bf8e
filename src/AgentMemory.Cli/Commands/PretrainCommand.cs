using System.CommandLine;
using AgentMemory.Core;
using AgentMemory.Native;
using AgentMemory.Weights;

namespace AgentMemory.Cli.Commands;

/// <summary>Trains a model of the project's own from nothing.</summary>
internal static class PretrainCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var plan = new Argument<string>("PLAN.yaml") { Description = "A plan of the schema agentmemory.pretrain/1" };
        var output = new Option<string>("--out") { Required = true, Description = "The model to write; its checkpoint lies beside it" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint beside the model" };
        var type = new Option<string>("--type") { Description = "F32 or Q8_0", DefaultValueFactory = _ => "F32" };
        var threads = new Option<int>("--threads")
        {
            Description = "At most as many as there are cores",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        type.AcceptOnlyFromAmong("F32", "Q8_0");
        var command = new Command(
            "pretrain",
            "Train a small model from nothing on lives of invented games, made on the fly from a plan.\n"
            + "Example: agentmemory pretrain eval/plans/pretrain-small.yaml --out small.gguf")
        {
            plan, output, resume, type, threads,
        };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var prompts = PromptBook.Load(home.Prompts);
            var read = PretrainPlanFile.Read(parsed.GetValue(plan)!);
            var path = parsed.GetValue(output)!;
            NativeRuntime.Start(NativeDevice.Cpu);
            var trainer = new Pretrainer(
                read,
                Catalogue.Families(prompts),
                new PlayPrompt(prompts),
                TimeProvider.System);
            var working = path + ".training.gguf";
            var result = trainer.Run(
                working, parsed.GetValue(resume), Math.Clamp(parsed.GetValue(threads), 1, Environment.ProcessorCount),
                Console.Error.WriteLine, cancellation);
            trainer.Export(working, path, Enum.Parse<GgmlType>(parsed.GetValue(type)!));
            Console.Out.WriteLine($"{result.Steps} steps, {result.Tokens} tokens: {path}");
            cancellation.ThrowIfCancellationRequested();
            return result.Diverged
                ? throw new UserErrorException($"training diverged after {result.Steps} steps; {path} holds the last good weights; lower the rate")
                : ExitCode.Done;
        });
        return command;
    }
}

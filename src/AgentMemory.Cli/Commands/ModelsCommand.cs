using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AgentMemory.Cli.Checks;
using AgentMemory.Cli.Listings;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;

namespace AgentMemory.Cli.Commands;

/// <summary>What models there are, what is in a file, what a file can be used for, and getting one.</summary>
internal static class ModelsCommand
{
    public static Command Make(CancellationToken cancellation) => new(
        "models", "List models, and look into model files.\nExample: agentmemory models check my.gguf")
    {
        List(), ModelsInspectCommand.Make(), Check(cancellation), ModelsPullCommand.Make(cancellation), MergeCommand.Make(), ConvertCommand.Make(),
    };

    private static Command List()
    {
        var command = new Command(
            "list", "The models of models/models.json: size, licence, which are here, and what each can do.\nExample: agentmemory models list");
        command.SetAction(_ =>
        {
            var folder = Home.Find().Models;
            var records = ModelRecords.Read(folder);
            foreach (var line in ModelCatalogue.Read(folder).Entries.SelectMany(entry => ModelListing.Lines(entry, records.Of(entry.Path))))
            {
                Console.Out.WriteLine(line);
            }

            Console.Out.WriteLine(InferenceRuntime.Describe());
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check(CancellationToken cancellation)
    {
        var file = new Argument<string>("FILE") { Description = "A .gguf file, or an id from models/models.json" };
        var json = CommonOptions.Json();
        var here = new Option<bool>("--here") { Description = "In this process, which may not survive it", Hidden = true };
        var command = new Command(
            "check", "Run the same tokens through inference engine and trainer, and say what works.\nExample: agentmemory models check my.gguf")
        {
            file, json, here,
        };
        command.SetAction(parsed =>
        {
            var folder = Home.Find().Models;
            var entry = ModelCatalogue.Read(folder).Resolve(parsed.GetValue(file));
            var check = parsed.GetValue(here) ? ModelCheck.Of(entry.Path, cancellation) : Elsewhere(entry.Path, cancellation);
            if (parsed.GetValue(here))
            {
                Keep(folder, entry.Path, check);
            }

            Console.Out.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(check) : Text(check));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>
    /// In a process of its own: what native code asserts of a file in some corner of it, and no check of ours knows, ends that one.
    /// </summary>
    private static ModelCheck Elsewhere(string path, CancellationToken cancellation)
    {
        var run = OwnProgram.Run(["models", "check", "--here", "--json", "--", path], cancellation);
        if (run.ExitCode == ExitCode.Done)
        {
            return JsonSerializer.Deserialize<ModelCheck>(run.Output)!;
        }

        var code = run.ExitCode.ToString(CultureInfo.InvariantCulture);
        throw new UserErrorException(run.ExitCode == ExitCode.UserError && run.ErrorLine is { } error
            ? error
            : $"{path}: the process that tried it did not survive (exit code {code}): {run.Errors.FirstOrDefault() ?? "it said nothing"}; "
            + "the file is damaged, of a kind this llama.cpp cannot hold, or too large for the memory: get it again, or take another");
    }

    private static void Keep(string folder, string path, ModelCheck check)
    {
        var file = new FileInfo(path);
        ModelRecords.Read(folder).Keep(path, new ModelRecord
        {
            Sha256 = check.Sha256,
            Bytes = file.Length,
            Modified = new DateTimeOffset(file.LastWriteTimeUtc),
            Checked = TimeProvider.System.GetUtcNow(),
            CanComplete = check.CanComplete,
            CanEmbed = check.CanEmbed,
            CanTrain = check.CanTrain,
            LogitMaxAbsDifference = check.LogitMaxAbsDifference,
            WhyNot = check.WhyNot,
        });
    }

    private static string Text(ModelCheck check) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {check.File}: {check.Architecture}, {check.Parameters:N0} parameters, {check.Quantization}, context {check.Context}
        completes: {(check.CanComplete ? "yes" : "no")}; embeds: {(check.CanEmbed ? "yes" : "no")}; trains: {(check.CanTrain ? "yes" : "no")}
        logits, trainer in F32 against engine: {Difference(check)}
        on this machine: {Speed(check)}
        {check.WhyNot}
        """).TrimEnd();

    private static string Speed(ModelCheck check) => check.Speed is { } speed
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"reads {speed.Reading:N0} tokens/s ({speed.ReadingMany:N0} side by side), writes {speed.WritingMany:N0} side by side")
            + (speed is { Training: { } training, TrainingMemoryBytes: { } bytes }
                ? string.Create(CultureInfo.InvariantCulture, $"; trains an adapter at {training:N0} tokens/s, in about {Math.Max(1, bytes >> 20):N0} MiB")
                : "; does not train")
        : "not measured";

    private static string Difference(ModelCheck check) =>
        check.LogitMaxAbsDifference is { } difference
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"mean difference {check.LogitMeanAbsDifference:E2} of {check.LogitMeanDifferenceBound:E2} allowed, largest {difference:E2} of ")
                + string.Create(
                    CultureInfo.InvariantCulture, $"{check.LogitDifferenceBound:E2}; the same token first at {check.SameFirstToken:P0} of places")
            : "not measured";
}

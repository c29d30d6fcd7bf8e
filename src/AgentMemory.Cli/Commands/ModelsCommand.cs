using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AgentMemory.Models;
using AgentMemory.Native;

namespace AgentMemory.Cli.Commands;

/// <summary>What models there are, and what is in a file.</summary>
internal static class ModelsCommand
{
    public static Command Make(CancellationToken cancellation) => new(
        "models", "List models, and look into model files.\nExample: agentmemory models check my.gguf")
    {
        List(), Inspect(), Check(cancellation), MergeCommand.Make(),
    };

    private static Command List()
    {
        var command = new Command("list", "The models of models/models.json.\nExample: agentmemory models list");
        command.SetAction(_ =>
        {
            foreach (var entry in ModelCatalogue.Read(Home.Find().Models).Entries)
            {
                var size = File.Exists(entry.Path)
                    ? string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(entry.Path).Length:N0} bytes")
                    : "not here";
                Console.Out.WriteLine($"{entry.Id}: {size}, {entry.Licence}; {entry.Source}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Inspect()
    {
        var file = new Argument<string>("FILE") { Description = "A .gguf file" };
        var command = new Command("inspect", "Metadata and tensors of a model file.\nExample: agentmemory models inspect my.gguf") { file };
        command.SetAction(parsed =>
        {
            using var gguf = GgufFile.Open(parsed.GetValue(file)!);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"GGUF version {gguf.Version}, {gguf.Length:N0} bytes, alignment {gguf.Alignment}"));
            foreach (var entry in gguf.Entries)
            {
                Console.Out.WriteLine($"{entry.Key} = {Shown(gguf, entry)}");
            }

            foreach (var tensor in gguf.Tensors)
            {
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{tensor.Name,-32} {tensor.Type,-6} {tensor.Shape,-16} {tensor.Bytes:N0} bytes"));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check(CancellationToken cancellation)
    {
        var file = new Argument<string>("FILE") { Description = "A .gguf file, or an id from models/models.json" };
        var json = CommonOptions.Json();
        var command = new Command(
            "check", "Run the same tokens through inference engine and training graph, and say what works.\nExample: agentmemory models check my.gguf")
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            var entry = ModelCatalogue.Read(Home.Find().Models).Resolve(parsed.GetValue(file));
            var check = ModelCheck.Of(entry.Path, cancellation);
            Console.Out.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(check) : Text(check));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(ModelCheck check) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {check.File}: {check.Architecture}, {check.Parameters:N0} parameters, {check.Quantization}, context {check.Context}
        completes: {(check.CanComplete ? "yes" : "no")}; embeds: {(check.CanEmbed ? "yes" : "no")}; trains: {(check.CanTrain ? "yes" : "no")}
        largest difference of logits, training graph against engine: {Difference(check)}{(check.LogitDifferenceBound is { } bound ? $", {bound:E2} allowed" : "")}
        {check.WhyNot}
        """).TrimEnd();

    private static string Difference(ModelCheck check) =>
        check.LogitMaxAbsDifference?.ToString("E2", CultureInfo.InvariantCulture) ?? "not measured";

    private static string Shown(GgufFile gguf, GgufEntry entry)
    {
        const int LettersMax = 100;
        if (entry.IsArray)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{entry.Count:N0} values");
        }

        var text = gguf.Text(entry.Key)
            ?? gguf.Whole(entry.Key)?.ToString(CultureInfo.InvariantCulture)
            ?? gguf.Number(entry.Key)?.ToString(CultureInfo.InvariantCulture)
            ?? gguf.Flag(entry.Key)?.ToString(CultureInfo.InvariantCulture)
            ?? "";
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= LettersMax ? line : line[..LettersMax] + "...";
    }
}

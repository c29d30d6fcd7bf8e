using System.CommandLine;
using System.Globalization;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Core.Machine;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Inspection;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Cli.Commands;

/// <summary>
/// What is in a file, told from the file alone: nothing is loaded. Of an incomplete file all is told that is there; then the command ends
/// with what is missing, and with exit code 2.
/// </summary>
internal static class ModelsInspectCommand
{
    private const int LettersMax = 100;
    private const int WindowTokensUsual = 8_192;
    private const int EmbeddingTokensUsual = 512;
    private const int SequencesMany = 32;
    private const int LessonTokens = 512;
    private const int Rank = 16;

    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "A .gguf file, or an id from models/models.json" };
        var command = new Command(
            "inspect",
            "Metadata, tensors, tokenizer, chat template, and the memory that each use would take.\nExample: agentmemory models inspect my.gguf")
        {
            file,
        };
        command.SetAction(parsed =>
        {
            using var inspection = GgufInspection.Of(ModelCatalogue.Read(Home.Find().Models).Resolve(parsed.GetValue(file)).Path);
            foreach (var line in Lines(inspection))
            {
                Console.Out.WriteLine(line);
            }

            return inspection.Faults switch
            {
                [] => ExitCode.Done,
                [var only] => throw only,
                [var first, ..] => throw new UserErrorException($"{first.Message} {inspection.Faults.Count} such lines are above.", first),
            };
        });
        return command;
    }

    private static IEnumerable<string> Lines(GgufInspection inspection)
    {
        var file = inspection.File;
        var parts = file.Paths.Count > 1 ? Invariant($", {file.Paths.Count} parts") : "";
        yield return Invariant($"GGUF version {file.Version}, {file.Length:N0} bytes{parts}, alignment {file.Alignment}");
        foreach (var entry in file.Entries)
        {
            yield return $"{entry.Key} = {Shown(file, entry)}";
        }

        foreach (var tensor in file.Tensors)
        {
            yield return Invariant($"{tensor.Name,-32} {tensor.Type,-6} {tensor.Shape,-16} {tensor.Bytes:N0} bytes{Lack(inspection, tensor)}");
        }

        var memory = inspection.Faults.Count == 0 && !inspection.IsVocabularyOnly ? MemoryLines(file) : [];
        foreach (var line in TypeLines(file).Concat(TextLines(file)).Concat(memory).Concat(LackLines(inspection)))
        {
            yield return line;
        }
    }

    private static string Lack(GgufInspection inspection, GgufTensor tensor) => inspection.PresentBytes(tensor) switch
    {
        var present when present == tensor.Bytes => "",
        0 => ", missing",
        var present => Invariant($", {tensor.Bytes - present:N0} of them missing"),
    };

    private static IEnumerable<string> LackLines(GgufInspection inspection)
    {
        if (inspection.IsVocabularyOnly)
        {
            yield return "vocabulary only: no tensors; it turns texts into tokens, and cannot complete, embed or train";
        }

        if (inspection.MissingBytes > 0)
        {
            yield return Invariant(
                $"{inspection.WholeTensors:N0} of {inspection.File.Tensors.Count:N0} tensors are whole; {inspection.MissingBytes:N0} bytes are missing");
        }

        if (inspection.UnknownTensors > 0)
        {
            yield return Invariant($"{inspection.UnknownTensors:N0} tensors more are in parts that are not there");
        }

        foreach (var fault in inspection.Faults)
        {
            yield return $"missing or wrong: {string.Concat(fault.Message.Where(letter => !char.IsControl(letter)))}";
        }
    }

    private static IEnumerable<string> TypeLines(GgufFile file) => file.Tensors.GroupBy(tensor => tensor.Type)
        .OrderByDescending(group => group.Sum(tensor => tensor.Bytes))
        .Select(group => Invariant(
            $"{group.Key}: {group.Count()} tensors, {group.Sum(t => t.Elements):N0} numbers, {MemoryNeed.MiB(group.Sum(t => t.Bytes))}"));

    private static IEnumerable<string> TextLines(GgufFile file)
    {
        var tokens = file.TryGet("tokenizer.ggml.tokens", out var list) ? list.Count : 0;
        var merges = file.TryGet("tokenizer.ggml.merges", out var pairs) ? Invariant($", {pairs.Count:N0} merges") : "";
        var cut = file.Text("tokenizer.ggml.pre") is { } pre ? $", cuts texts as {pre}" : "";
        yield return tokens == 0
            ? "tokenizer: none"
            : Invariant($"tokenizer: {file.Text("tokenizer.ggml.model")}, {tokens:N0} tokens{merges}{cut}");
        yield return $"chat template: {Printable(TemplateOption.Summary(file))}";
    }

    private static IEnumerable<string> MemoryLines(GgufFile file)
    {
        if (file.Text("general.type") is not (null or "model"))
        {
            yield break;
        }

        // The hash would read the whole file, and no line here needs it.
        var card = ModelCardReader.Read(file, "inspected", sha256: "");
        var window = Math.Min(card.ContextTokens, WindowTokensUsual);
        yield return Invariant($"memory available on this machine: {MemoryNeed.MiB(MachineMemory.AvailableBytes())}");
        yield return Line($"one sequence of {window} tokens, cache in F16", MemoryNeed.Of(file, card, window, GgmlType.F16, flash: true));
        yield return Line($"one sequence of {window} tokens, exact", MemoryNeed.Of(file, card, window, GgmlType.F32, flash: false));
        yield return Line(
            $"{SequencesMany} sequences of {window} tokens, cache in F16",
            MemoryNeed.Of(file, card, (long)SequencesMany * window, GgmlType.F16, flash: true));
        var text = Math.Min(card.ContextTokens, EmbeddingTokensUsual);
        yield return Line($"embedding texts of {text} tokens", MemoryNeed.Of(file, card, text, GgmlType.F16, flash: true));
        yield return TrainingLine(file, Math.Min(card.ContextTokens, LessonTokens));
        yield return InferenceRuntime.Describe(file, card);
    }

    private static string TrainingLine(GgufFile file, int tokens)
    {
        var what = Invariant($"training an adapter of rank {Rank} on rows of {tokens} tokens");
        try
        {
            var shape = ModelFile.Shape(file);
            if (ModelFile.WhyNot(file, shape) is { } why)
            {
                return $"{what}: not possible, {why}";
            }

            using var trainers = TrainingEngine.Open();
            var need = trainers.Estimate(file.Path, new TrainerSettings
            {
                Purpose = TrainingPurpose.TrainAdapter,
                Batch = new BatchShape(1, tokens, tokens),
                Adapter = new AdapterShape { Rank = Rank, Alpha = Rank },
            });
            return $"{what}: about {MemoryNeed.MiB(need.TotalBytes)} (base {MemoryNeed.MiB(need.WeightBytes)}, "
                + $"trained {MemoryNeed.MiB(need.TrainedBytes)}, intermediate results "
                + $"{MemoryNeed.MiB(need.ActivationBytes)})";
        }
        catch (UserErrorException cause)
        {
            return $"{what}: not possible, {cause.Message}";
        }
    }

    private static string Line(string what, MemoryNeed need) =>
        $"{what}: about {MemoryNeed.MiB(need.TotalBytes)} (weights {MemoryNeed.MiB(need.WeightBytes)}, cache "
        + $"{MemoryNeed.MiB(need.CacheBytes)}, intermediate results {MemoryNeed.MiB(need.ComputeBytes)})";

    private static string Shown(GgufFile file, GgufEntry entry)
    {
        if (entry.IsArray)
        {
            return Invariant($"{entry.Count:N0} values");
        }

        var text = file.Text(entry.Key)
            ?? file.Whole(entry.Key)?.ToString(CultureInfo.InvariantCulture)
            ?? file.Number(entry.Key)?.ToString(CultureInfo.InvariantCulture)
            ?? file.Flag(entry.Key)?.ToString(CultureInfo.InvariantCulture)
            ?? "";
        var line = Printable(text);
        return line.Length <= LettersMax ? line : line[..LettersMax] + "...";
    }

    // A file is untrusted: what would steer a terminal is left out.
    private static string Printable(string text) => string.Concat(text.ReplaceLineEndings(" ").Where(letter => !char.IsControl(letter)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Cli.Listings;

/// <summary>The lines of <c>models list</c> on one model: its size and licence, what it can do here, and who made it.</summary>
internal static class ModelListing
{
    /// <param name="entry">Of the catalogue.</param>
    /// <param name="record">What <c>models check</c> found of it, or null.</param>
    public static IEnumerable<string> Lines(ModelEntry entry, ModelRecord? record)
    {
        var isHere = File.Exists(entry.Path);
        yield return $"{entry.Id}: {(isHere ? Size(entry.Path) : Absent(entry))}; licence: {entry.Licence}";
        if (isHere)
        {
            yield return $"    {(record is null ? Unchecked(entry) : Checked(entry, record))}";
        }

        yield return $"    {entry.Source}";
    }

    private static string Size(string path)
    {
        var bytes = new FileInfo(path).Length / 1e6;
        try
        {
            using var file = GgufFile.Open(path);
            var card = ModelCardReader.Read(file, id: "", sha256: "");
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{card.Parameters:N0} weights ({card.Architecture}, {card.Quantization}), window of {card.ContextTokens:N0} tokens, {bytes:0.0} MB");
        }
        catch (ModelFileException e)
        {
            return e.Message;
        }
    }

    private static string Absent(ModelEntry entry)
    {
        var partial = new FileInfo(entry.Path + ".partial");
        return partial.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{partial.Length:N0} bytes are here, agentmemory models pull {entry.Id} goes on")
            : entry.Url is null ? "not here" : $"not here, agentmemory models pull {entry.Id} gets it";
    }

    private static string Unchecked(ModelEntry entry)
    {
        // A file that was not checked was not hashed either.
        if (ModelCardReader.Sha256(entry.Path) != entry.Sha256)
        {
            return "another file than models.json describes: its sha256 differs; get it again";
        }

        return $"by its header {Foreseen(entry.Path)}; not tried here yet, agentmemory models check {entry.Id} tries it";
    }

    private static string Foreseen(string path)
    {
        try
        {
            using var file = GgufFile.Open(path);
            return ModelFile.WhyNot(file, ModelFile.Shape(file)) is { } why ? $"it does not train ({why})" : "it trains";
        }
        catch (Exception e) when (e is ModelFileException or UserErrorException)
        {
            return $"it does not train ({e.Message})";
        }
    }

    private static string Checked(ModelEntry entry, ModelRecord record)
    {
        (bool Can, string Word)[] uses = [(record.CanComplete, "completes"), (record.CanEmbed, "embeds"), (record.CanTrain, "trains")];
        var difference = record.LogitMaxAbsDifference is { } value
            ? string.Create(CultureInfo.InvariantCulture, $", logits within {value:E1} of the engine's")
            : "";
        var hash = record.Sha256 == entry.Sha256 ? "" : "; ANOTHER FILE than models.json describes";
        return string.Create(CultureInfo.InvariantCulture, $"checked {record.Checked:yyyy-MM-dd HH:mm}: ")
            + string.Join(", ", uses.Select(use => use.Can ? use.Word : $"not {use.Word}"))
            + $"{difference}{(record.WhyNot is { } why ? $"; {why}" : "")}{hash}";
    }
}

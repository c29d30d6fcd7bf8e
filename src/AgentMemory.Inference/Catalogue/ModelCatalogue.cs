using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Core;

namespace AgentMemory.Inference.Catalogue;

/// <summary>
/// The models of models.json: <c>{"models":[{"id","file","sha256","licence","source","url","pretrainingFlops","pretrainingSource"}]}</c>,
/// file relative to the folder it stands in. The first is the one the project ships and takes where none is named.
/// </summary>
public sealed class ModelCatalogue
{
    /// <summary>The file's name.</summary>
    public const string FileName = "models.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly string _file;

    private ModelCatalogue(string file, IReadOnlyList<ModelEntry> entries) => (_file, Entries) = (file, entries);

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<ModelEntry> Entries { get; }

    /// <summary>Reads models.json of a folder; a folder without one has no models.</summary>
    /// <exception cref="UserErrorException">The file is malformed; the message says where.</exception>
    public static ModelCatalogue Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return new ModelCatalogue(file, []);
        }

        try
        {
            var read = JsonSerializer.Deserialize<Document>(TextFile.Bytes(file, "list of models"), Options);
            ModelEntry[] entries = [.. (read?.Models ?? []).Select(line => new ModelEntry
            {
                Id = line.Id,
                Path = Path.Combine(folder, line.File),
                Sha256 = line.Sha256.ToLowerInvariant(),
                Licence = line.Licence,
                Source = line.Source,
                Url = line.Url,
                PretrainingFlops = Pretraining(file, line),
            })];
            var byId = entries.GroupBy(entry => entry.Id, StringComparer.Ordinal);
            return byId.FirstOrDefault(ids => ids.Count() > 1) is { } twice
                ? throw new UserErrorException($"{file}: names the model '{twice.Key}' twice; give each its own id")
                : new ModelCatalogue(file, entries);
        }
        catch (JsonException cause)
        {
            throw new UserErrorException(
                $"{file}: line {cause.LineNumber + 1}, column {cause.BytePositionInLine + 1}: {cause.Message}", cause);
        }
    }

    /// <summary>The model that a user names: an id, a path to a file, or nothing for the shipped one.</summary>
    /// <exception cref="UserErrorException">There is no such model; the message lists those there are.</exception>
    public ModelEntry Resolve(string? idOrPath)
    {
        if (idOrPath is { Length: 0 })
        {
            throw new UserErrorException("the model's name is empty; give an id from models/models.json or a .gguf file, or leave it out");
        }

        if (idOrPath is null)
        {
            return Entries.Count > 0
                ? Entries[0]
                : throw new UserErrorException($"{_file}: describes no model; name a .gguf file with --model");
        }

        if (Entries.FirstOrDefault(entry => entry.Id == idOrPath) is { } known)
        {
            return known;
        }

        var looksLikePath = idOrPath.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
            || idOrPath.Contains('/', StringComparison.Ordinal) || idOrPath.Contains('\\', StringComparison.Ordinal);
        if (looksLikePath || File.Exists(idOrPath))
        {
            return ModelEntry.OfFile(idOrPath);
        }

        var ids = Entries.Count > 0 ? string.Join(", ", Entries.Select(entry => entry.Id)) : "none";
        throw new UserErrorException($"no model '{idOrPath}' in {_file} (it has: {ids}); give one of these or a .gguf "
            + $"file{NearestName.Hint(idOrPath, Entries.Select(entry => entry.Id))}");
    }

    // A cost without its record cannot be checked by a reader.
    private static double? Pretraining(string file, Line line) => line switch
    {
        { PretrainingFlops: null } => null,
        { PretrainingFlops: > 0, PretrainingSource.Length: > 0 } => line.PretrainingFlops,
        _ => throw new UserErrorException(
            $"{file}: model '{line.Id}': pretrainingFlops is a number above 0 beside a pretrainingSource, the record it follows from; give both or neither"),
    };

    private sealed record Document([property: JsonRequired] IReadOnlyList<Line> Models);

    private sealed record Line(
        [property: JsonRequired] string Id,
        [property: JsonRequired] string File,
        [property: JsonRequired] string Sha256,
        [property: JsonRequired] string Licence,
        [property: JsonRequired] string Source,
        string? Url,
        double? PretrainingFlops,
        string? PretrainingSource);
}

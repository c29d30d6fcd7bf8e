using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Inference.Catalogue;

/// <summary>What a check of a file found, kept so that a list can tell.</summary>
public sealed record ModelRecord
{
    /// <summary>Of the file, or of the files, that was checked.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the first file; with <see cref="Modified"/> it tells whether the file is still that one.</summary>
    public required long Bytes { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required DateTimeOffset Checked { get; init; }

    public required bool CanComplete { get; init; }

    public required bool CanEmbed { get; init; }

    public required bool CanTrain { get; init; }

    /// <summary>Largest difference between the trainer's logits and the engine's; null where not measured.</summary>
    public required double? LogitMaxAbsDifference { get; init; }

    public required string? WhyNot { get; init; }
}

/// <summary>The records of a folder of models, by file name: checked.json beside models.json, this machine's own.</summary>
public sealed class ModelRecords
{
    /// <summary>The file's name.</summary>
    public const string FileName = "checked.json";

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly string _folder;
    private readonly SortedDictionary<string, ModelRecord> _records;

    private ModelRecords(string folder, SortedDictionary<string, ModelRecord> records) => (_folder, _records) = (folder, records);

    /// <summary>Reads a folder's records; a folder without any has none.</summary>
    /// <exception cref="UserErrorException">The file is malformed.</exception>
    public static ModelRecords Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            var records = File.Exists(file)
                ? JsonSerializer.Deserialize<SortedDictionary<string, ModelRecord>>(TextFile.Bytes(file, "records of models"), Options)
                : null;
            return new ModelRecords(folder, new SortedDictionary<string, ModelRecord>(records ?? [], StringComparer.Ordinal));
        }
        catch (JsonException cause)
        {
            throw new UserErrorException($"{file}: {cause.Message} Delete it, and check the models again", cause);
        }
    }

    /// <summary>What was found of a file; null where it was not checked or has changed since.</summary>
    public ModelRecord? Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        return _records.TryGetValue(file.Name, out var record) && file.Exists && record.Bytes == file.Length
            && record.Modified == new DateTimeOffset(file.LastWriteTimeUtc)
                ? record : null;
    }

    /// <summary>Keeps a record of a file of this folder; of files elsewhere nothing is kept.</summary>
    /// <returns>Whether it was kept: not where the file lies elsewhere or the folder cannot be written.</returns>
    public bool Keep(string path, ModelRecord record)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(path))!) != Path.GetFullPath(_folder))
        {
            return false;
        }

        _records[Path.GetFileName(path)] = record;
        var file = Path.Combine(_folder, FileName);
        try
        {
            File.WriteAllBytes(file + ".partial", JsonSerializer.SerializeToUtf8Bytes(_records, Options));
            File.Move(file + ".partial", file, overwrite: true);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Store;

/// <summary>Reads lines of an export, or of a file that somebody else made, and names the line that cannot be read.</summary>
internal sealed class ImportReader(TextReader input, string name)
{
    private long _passages;
    private long _entries;
    private long _lastEntry;

    /// <summary>The number of the line that was read last.</summary>
    public int LineNumber { get; private set; }

    /// <summary>One line: an <see cref="ExportHeader"/>, <see cref="ExportPassage"/> or <see cref="ExportEntry"/>; null at the end.</summary>
    public object? Next()
    {
        for (; ; )
        {
            LineNumber++;
            var line = TextFile.NextLine(input, name, LineNumber);
            if (line is null)
            {
                return null;
            }

            if (!string.IsNullOrWhiteSpace(line))
            {
                return Counted(Parse(LineNumber == 1 ? line.TrimStart('\uFEFF') : line));
            }
        }
    }

    public PassageKind Kind(string? kind) => kind is null ? PassageKind.Note : Word<PassageKind>("kind", kind);

    public StoreAction Action(string action) => Word<StoreAction>("action", action);

    public UserErrorException Refusal(string reason) => new($"{name}, line {LineNumber}: {reason}");

    public UserErrorException Refusal(string reason, Exception cause) => new($"{name}, line {LineNumber}: {reason}", cause);

    /// <summary>
    /// Refuses an export that was cut, once it is read to its end. Its header counts what follows; one that was made before they counted
    /// names the last entry of the log, which is the last line of a whole export.
    /// </summary>
    /// <exception cref="UserErrorException">Lines are missing, or there are more than there were.</exception>
    public void RefuseCut(ExportHeader header)
    {
        var isWhole = header is { Passages: { } passages, Entries: { } entries }
            ? (passages, entries) == (_passages, _entries)
            : header.LastEntry == _lastEntry;
        if (!isWhole)
        {
            var told = header.Passages is null
                ? $"a log up to entry {header.LastEntry}"
                : $"{header.Passages} passages and {header.Entries} entries of the log";
            throw Refusal(
                $"the export ends here, and its header tells of {told}: {_passages} passages and {_entries} entries are there; export it again, "
                + "or take its first line out to bring in the passages that are there");
        }
    }

    private object Counted(object line)
    {
        switch (line)
        {
            case ExportPassage:
                _passages++;
                break;
            case ExportEntry entry:
                (_entries, _lastEntry) = (_entries + 1, entry.Entry);
                break;
            default:
                break;
        }

        return line;
    }

    private object Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Refusal("is no JSON object; write one passage a line: {\"text\":\"...\"}");
            }

            if (document.RootElement.TryGetProperty("schema", out _))
            {
                return document.Deserialize<ExportHeader>(ExportJson.Options)!;
            }

            return document.RootElement.TryGetProperty("entry", out _)
                ? document.Deserialize<ExportEntry>(ExportJson.Options)!
                : document.Deserialize<ExportPassage>(ExportJson.Options)!;
        }
        catch (JsonException e)
        {
            throw Refusal($"{e.Message.Split(" Path:")[0].TrimEnd('.')}; write one passage a line: {{\"text\":\"...\"}}", e);
        }
    }

    private T Word<T>(string what, string word)
        where T : struct, Enum => Enum.TryParse<T>(word, ignoreCase: true, out var value) && !int.TryParse(word, out _)
        ? value
        : throw Refusal($"there is no {what} \"{word}\"; there are {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
}

using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Store;

/// <content>Out to JSONL and in again.</content>
public sealed partial class MemoryStore
{
    private const int ImportTogether = 500;

    /// <summary>
    /// Writes everything but what was forgotten: passages with history and vectors, and the log. The same store gives
    /// the same bytes, and so does a store that was imported from them.
    /// </summary>
    public void Export(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _file.Read(() =>
        {
            new StoreExport(_passages, _vectors, _log).Write(output, _settings.Embedder);
            return true;
        });
    }

    /// <summary>
    /// Reads JSONL, all of it or nothing. An export read into an empty store makes the same store, ids, log and all. Into a
    /// store that holds something, and from a file of somebody else's, passages come as new ones, each in its place in time and with
    /// the day on which it ended; what was taken back stays out, and so does the other store's log. What an import has read, it
    /// does not read again: the same file once more changes nothing.
    /// </summary>
    /// <param name="input">One JSON object a line; only "text" is needed.</param>
    /// <param name="name">Names the input in errors.</param>
    /// <exception cref="UserErrorException">A line cannot be used.</exception>
    public ImportCount Import(TextReader input, string name, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckWritable();
        CheckEmbedder();
        var reader = new ImportReader(input, name);
        var count = new ImportCount(0, 0);
        Write(() =>
        {
            var first = reader.Next();
            count = first is ExportHeader header && _passages.LastNumber == 0 && _log.LastNumber == 0
                ? new StoreRestore(_file, _passages, _words, _vectors, _log, _settings).Read(header, reader, _options.Embedder, cancellation)
                : Merge(first, reader, cancellation);
            _vectors.Flush();
        });
        if (_options.Embedder is { } embedder)
        {
            EmbedMissing(embedder, new EmbedderIdentity(embedder.Id, embedder.Dimensions), isNew: false);
        }

        return count;
    }

    private ImportCount Merge(object? first, ImportReader reader, CancellationToken cancellation)
    {
        var lastBefore = _passages.LastNumber;
        var added = 0;
        var skipped = 0;
        var batch = new List<(NewPassage Passage, DateTimeOffset? Until)>();
        for (var line = first; line is not null; line = reader.Next())
        {
            if (line is ExportHeader { Schema: not ExportHeader.Name } header)
            {
                throw reader.Refusal($"is an export of schema \"{header.Schema}\" and this program reads {ExportHeader.Name}; use a newer program");
            }

            if (line is ExportPassage { Withdrawn: not true } passage)
            {
                batch.Add((Checked(passage, reader), passage.ValidUntil));
            }
            else if (line is ExportPassage)
            {
                skipped++;
            }

            if (batch.Count == ImportTogether)
            {
                MergeBatch();
            }
        }

        MergeBatch();
        if (first is ExportHeader own)
        {
            reader.RefuseCut(own);
        }

        return new ImportCount(added, skipped);

        void MergeBatch()
        {
            var now = Merge(batch, lastBefore, cancellation);
            added += now;
            skipped += batch.Count - now;
            batch.Clear();
        }
    }

    /// <summary>Puts in what is not known yet, and gives how many that were.</summary>
    private int Merge(List<(NewPassage Passage, DateTimeOffset? Until)> lines, long lastBefore, CancellationToken cancellation)
    {
        lines = [.. lines.Where(line => !IsKnown(line.Passage, lastBefore))];
        var vectors = _options.Embedder?.Embed([.. lines.Select(line => TextToEmbed(line.Passage))], cancellation);
        var added = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            // One line can be another one's repetition.
            if (IsKnown(lines[i].Passage, lastBefore))
            {
                continue;
            }

            var id = Insert(lines[i].Passage, vectors?[i]);
            added++;
            if (lines[i].Until is { } until)
            {
                _passages.End(id, until);
            }
        }

        return added;
    }

    /// <summary>
    /// Whether a line would say nothing new, whatever has become since of what it said. Of one subject the same words can
    /// hold again later (Rome, Oslo, Rome): there the moment tells them apart, or, where a line names none, whether the words
    /// were here before this import.
    /// </summary>
    private bool IsKnown(NewPassage passage, long lastBefore) => passage switch
    {
        { Subject: null } => _passages.Knows(passage, time: null, long.MaxValue),
        { Time: { } time } => _passages.Knows(passage, time, long.MaxValue),
        _ => _passages.Knows(passage, time: null, lastBefore) || _passages.Same(passage) is not null,
    };

    private static NewPassage Checked(ExportPassage line, ImportReader reader)
    {
        var passage = new NewPassage
        {
            Text = line.Text,
            Kind = reader.Kind(line.Kind),
            Source = line.Source ?? "",
            Subject = line.Subject,
            Provenance = line.Provenance ?? "",
            Time = line.Time,
        };
        try
        {
            PassageRules.Check(passage);
        }
        catch (UserErrorException e)
        {
            throw reader.Refusal(e.Message, e);
        }

        return line.ValidUntil < (line.Time ?? DateTimeOffset.MinValue)
            ? throw reader.Refusal("ends (valid_until) before it begins (time); correct one of them")
            : passage;
    }
}

/// <summary>What an import did.</summary>
/// <param name="Added">Passages that came in.</param>
/// <param name="Skipped">Passages that were held already or had been taken back.</param>
public sealed record ImportCount(int Added, int Skipped);

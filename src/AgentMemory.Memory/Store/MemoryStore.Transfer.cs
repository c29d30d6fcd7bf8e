using AgentMemory.Core;

namespace AgentMemory.Memory;

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
    /// store that holds something, and from a file of somebody else's, passages come as new ones, each in its place in time; what
    /// was taken back stays out, and so does the other store's log.
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
        var added = 0;
        var skipped = 0;
        var batch = new List<NewPassage>();
        for (var line = first; line is not null; line = reader.Next())
        {
            if (line is ExportHeader { Schema: not ExportHeader.Name } header)
            {
                throw reader.Refusal($"is an export of schema \"{header.Schema}\" and this program reads {ExportHeader.Name}; use a newer program");
            }

            if (line is ExportPassage { Withdrawn: not true } passage)
            {
                batch.Add(Checked(passage, reader));
            }
            else if (line is ExportPassage)
            {
                skipped++;
            }

            if (batch.Count == ImportTogether)
            {
                AddBatch();
            }
        }

        AddBatch();
        return new ImportCount(added, skipped);

        void AddBatch()
        {
            var before = _log.LastNumber;
            Add(batch, cancellation);
            var entries = (int)(_log.LastNumber - before);
            added += entries;
            skipped += batch.Count - entries;
            batch.Clear();
        }
    }

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

        return passage;
    }
}

/// <summary>What an import did.</summary>
/// <param name="Added">Passages that came in.</param>
/// <param name="Skipped">Passages that were held already or had been taken back.</param>
public sealed record ImportCount(int Added, int Skipped);

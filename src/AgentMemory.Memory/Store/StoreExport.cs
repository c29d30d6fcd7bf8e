using System.Text.Json;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Memory.Store;

/// <summary>Writes a whole store as JSONL: a header, every passage with its vector, every entry of the log.</summary>
internal sealed class StoreExport(PassageTable passages, VectorIndex vectors, WriteLog log)
{
    private const int RowsTogether = 500;

    public void Write(Stream output, EmbedderIdentity? embedder)
    {
        Line(output, new ExportHeader
        {
            Schema = ExportHeader.Name,
            Embedder = embedder?.Id,
            Dimensions = embedder?.Dimensions,
            LastPassage = passages.LastNumber,
            LastEntry = log.LastNumber,
            Passages = passages.Count,
            Entries = log.Count,
        });
        for (var page = passages.After(0, RowsTogether); page.Count > 0;
            page = passages.After(PassageId.Parse(page[^1].Id), RowsTogether))
        {
            foreach (var passage in page)
            {
                Line(output, OfPassage(passage));
            }
        }

        for (var page = log.After(0, RowsTogether); page.Count > 0; page = log.After(page[^1].Number, RowsTogether))
        {
            foreach (var entry in page)
            {
                Line(output, new ExportEntry
                {
                    Entry = entry.Number,
                    Time = entry.Time,
                    Action = entry.Action.ToString().ToLowerInvariant(),
                    Passage = entry.PassageId,
                    Undoes = entry.Undoes,
                });
            }
        }
    }

    private ExportPassage OfPassage(Passage passage) => new()
    {
        Id = passage.Id,
        Text = passage.Text,
        Kind = passage.Kind.ToString().ToLowerInvariant(),
        Source = passage.Source.Length > 0 ? passage.Source : null,
        Subject = passage.Subject,
        Provenance = passage.Provenance.Length > 0 ? passage.Provenance : null,
        Time = passage.Time,
        ValidUntil = passage.ValidUntil,
        ReplacedBy = passage.ReplacedBy,
        Withdrawn = passage.Withdrawn ? true : null,
        Vector = vectors.Find(PassageId.Parse(passage.Id)) is { } vector ? VectorIndex.Bytes(vector) : null,
    };

    private static void Line<T>(Stream output, T line)
    {
        JsonSerializer.Serialize(output, line, ExportJson.Options);
        output.WriteByte((byte)'\n');
    }
}

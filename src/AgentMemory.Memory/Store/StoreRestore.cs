using System.Numerics.Tensors;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Vectors;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Store;

/// <summary>Makes an empty store into the one that an export was written from.</summary>
internal sealed class StoreRestore(
    StoreFile file, PassageTable passages, WordIndex words, VectorIndex vectors, WriteLog log, StoreSettings settings)
{
    private long _lastPassage;
    private long _lastEntry;

    public ImportCount Read(ExportHeader header, ImportReader reader, IEmbedder? embedder, CancellationToken cancellation)
    {
        var identity = Identity(header, reader, embedder);
        var count = 0;
        for (var line = reader.Next(); line is not null; line = reader.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            switch (line)
            {
                case ExportPassage passage:
                    Restore(passage, reader, identity);
                    count++;
                    break;
                case ExportEntry entry:
                    Restore(entry, reader);
                    break;
                default:
                    throw reader.Refusal("is a second header; an export has one, as its first line");
            }
        }

        if (header.LastPassage < _lastPassage || header.LastEntry < _lastEntry)
        {
            throw reader.Refusal($"ends behind p{_lastPassage} and entry {_lastEntry}, later than its header says; export it again");
        }

        reader.RefuseCut(header);
        settings.Embedder = identity ?? (embedder is null ? null : new EmbedderIdentity(embedder.Id, embedder.Dimensions));
        Continue("passage", header.LastPassage);
        Continue("log", header.LastEntry);
        return new ImportCount(count, 0);
    }

    private static EmbedderIdentity? Identity(ExportHeader header, ImportReader reader, IEmbedder? embedder)
    {
        if (header.Schema != ExportHeader.Name)
        {
            throw reader.Refusal($"is an export of schema \"{header.Schema}\" and this program reads {ExportHeader.Name}; use a newer program");
        }

        var identity = header is { Embedder: { } id, Dimensions: > 0 } ? new EmbedderIdentity(id, header.Dimensions.Value) : null;
        if (identity is not null && embedder is not null && (identity.Id != embedder.Id || identity.Dimensions != embedder.Dimensions))
        {
            throw reader.Refusal("carries vectors of another embedding model than the one given; import without one, or with that one");
        }

        return identity;
    }

    private void Restore(ExportPassage line, ImportReader reader, EmbedderIdentity? identity)
    {
        if (line.Id is null || !PassageId.TryParse(line.Id, out var id) || id <= _lastPassage || line.Time is not { } time)
        {
            throw reader.Refusal("has no id or time, or its id is not larger than the one before; export it again");
        }

        if (line.ReplacedBy is not null && !PassageId.TryParse(line.ReplacedBy, out _))
        {
            throw reader.Refusal($"\"{line.ReplacedBy}\" is no passage's id; ids look like p17");
        }

        var passage = new Passage
        {
            Id = line.Id,
            Text = line.Text,
            Kind = reader.Kind(line.Kind),
            Source = line.Source ?? "",
            Subject = line.Subject,
            Provenance = line.Provenance ?? "",
            Time = time,
            ValidUntil = line.ValidUntil,
            ReplacedBy = line.ReplacedBy,
            Withdrawn = line.Withdrawn ?? false,
        };
        Check(passage, reader);
        _lastPassage = id;
        passages.Restore(passage);
        words.Add(id, passage.Text, passage.Subject);
        if (line.Vector is not null)
        {
            vectors.Add(id, Vector(line.Vector, reader, identity));
        }
    }

    private static void Check(Passage passage, ImportReader reader)
    {
        try
        {
            PassageRules.Check(new NewPassage
            {
                Text = passage.Text,
                Kind = passage.Kind,
                Source = passage.Source,
                Subject = passage.Subject,
                Provenance = passage.Provenance,
            });
        }
        catch (UserErrorException e)
        {
            throw reader.Refusal(e.Message, e);
        }
    }

    private static float[] Vector(byte[] bytes, ImportReader reader, EmbedderIdentity? identity)
    {
        if (identity is null || bytes.Length != identity.Dimensions * sizeof(float))
        {
            throw reader.Refusal($"its vector has {bytes.Length} bytes, not 4 for each dimension that the header names; export it again");
        }

        var vector = VectorIndex.Floats(bytes);
        return float.IsFinite(TensorPrimitives.Sum<float>(vector)) ? vector : throw reader.Refusal("its vector holds values that are not numbers");
    }

    private void Restore(ExportEntry line, ImportReader reader)
    {
        if (line.Entry <= _lastEntry || (line.Passage is not null && !PassageId.TryParse(line.Passage, out _)))
        {
            throw reader.Refusal("its number is not larger than the one before, or its passage is no id; export it again");
        }

        _lastEntry = line.Entry;
        log.Restore(new LogEntry
        {
            Number = line.Entry,
            Time = line.Time,
            Action = reader.Action(line.Action),
            PassageId = line.Passage,
            Undoes = line.Undoes,
            UndoneBy = null,
        });
    }

    private void Continue(string table, long last)
    {
        file.Execute("DELETE FROM sqlite_sequence WHERE name = ?1", table);
        file.Execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", table, last);
    }
}

using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Memory.Database;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory.Passages;

/// <summary>
/// The passages themselves. Those of one topic form a chain in order of time: each is valid until the next one, and
/// only the last holds now. Adding is insertion into the chain, taking back is removal from it.
/// </summary>
internal sealed class PassageTable(StoreFile file)
{
    private const string Columns =
        "p.id, p.text, p.kind, p.source, p.subject, p.provenance, p.time, p.valid_until, p.replaced_by, p.withdrawn";

    /// <summary>All that were not forgotten.</summary>
    public long Count => file.Number("SELECT count(*) FROM passage");

    public long CurrentCount => file.Number("SELECT count(*) FROM passage p WHERE p.withdrawn = 0 AND p.valid_until IS NULL");

    /// <summary>The number behind the last passage that ever was, so that a number is never given twice.</summary>
    public long LastNumber => file.Number("SELECT seq FROM sqlite_sequence WHERE name = 'passage'");

    /// <summary>The number of a passage that holds now and is the same in all but time and provenance.</summary>
    public long? Same(NewPassage passage)
    {
        var same = file.Statement(
            "SELECT p.id FROM passage p INDEXED BY passage_by_fingerprint WHERE p.fingerprint = ?1 "
            + "AND p.text = ?2 AND p.kind = ?3 AND p.source = ?4 AND p.topic IS ?5 AND p.withdrawn = 0 AND p.valid_until IS NULL");
        return same.Number(Fingerprint(passage), passage.Text, (int)passage.Kind, passage.Source, Topic.Of(passage.Subject));
    }

    /// <summary>Whether there is a passage, holding now or not, that is the same in kind, source, subject and words.</summary>
    /// <param name="passage">What is looked for.</param>
    /// <param name="time">From when on it holds, or null for any time.</param>
    /// <param name="lastNumber">The last number that counts.</param>
    public bool Knows(NewPassage passage, DateTimeOffset? time, long lastNumber)
    {
        var known = file.Statement(
            "SELECT p.id FROM passage p INDEXED BY passage_by_fingerprint WHERE p.fingerprint = ?1 AND p.text = ?2 AND p.kind = ?3 "
            + "AND p.source = ?4 AND p.topic IS ?5 AND (?6 IS NULL OR p.time = ?6) AND p.id <= ?7 LIMIT 1");
        return known.Number(
            Fingerprint(passage), passage.Text, (int)passage.Kind, passage.Source, Topic.Of(passage.Subject),
            time is { } moment ? StoreMoment.Number(moment) : null, lastNumber) is not null;
    }

    /// <summary>Puts the passage in, and into its subject's chain. Gives its number.</summary>
    public long Insert(NewPassage passage, DateTimeOffset time)
    {
        var id = file.Insert(
            "INSERT INTO passage (text, kind, source, subject, topic, provenance, time, withdrawn, fingerprint) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)",
            passage.Text, (int)passage.Kind, passage.Source, passage.Subject, Topic.Of(passage.Subject), passage.Provenance,
            StoreMoment.Number(time), Fingerprint(passage));
        if (Topic.Of(passage.Subject) is { } topic)
        {
            Link(id, topic, StoreMoment.Number(time));
        }

        return id;
    }

    /// <summary>Puts a passage in as it was in another store, chain and all.</summary>
    public void Restore(Passage passage)
    {
        file.Execute(
            "INSERT INTO passage (id, text, kind, source, subject, provenance, time, valid_until, replaced_by, withdrawn, "
            + "fingerprint, topic) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            PassageId.Parse(passage.Id), passage.Text, (int)passage.Kind, passage.Source, passage.Subject, passage.Provenance,
            StoreMoment.Number(passage.Time), passage.ValidUntil is { } until ? StoreMoment.Number(until) : null,
            passage.ReplacedBy is { } next ? PassageId.Parse(next) : null, passage.Withdrawn ? 1 : 0, Fingerprint(New(passage)),
            Topic.Of(passage.Subject));
    }

    /// <summary>Gives a passage of an older schema its topic, and the fingerprint that follows from it.</summary>
    public void SetTopic(Passage passage)
    {
        if (Topic.Of(passage.Subject) is { } topic)
        {
            file.Execute(
                "UPDATE passage SET topic = ?2, fingerprint = ?3 WHERE id = ?1", PassageId.Parse(passage.Id), topic, Fingerprint(New(passage)));
        }
    }

    /// <summary>
    /// Says that a passage ended at a moment, where nothing in its chain ends it before: what took its place is not here.
    /// </summary>
    public void End(long id, DateTimeOffset moment) => file.Execute(
        "UPDATE passage SET valid_until = ?2, replaced_by = NULL WHERE id = ?1 AND (valid_until IS NULL OR valid_until > ?2)",
        id, StoreMoment.Number(moment));

    /// <summary>Takes a passage back: the one before it in its chain holds again until the one behind it.</summary>
    public void Withdraw(long id)
    {
        file.Execute(
            "UPDATE passage SET (valid_until, replaced_by) = (SELECT valid_until, replaced_by FROM passage WHERE id = ?1) "
            + "WHERE topic = (SELECT topic FROM passage WHERE id = ?1) AND replaced_by = ?1", id);
        file.Execute("UPDATE passage SET withdrawn = 1, valid_until = NULL, replaced_by = NULL WHERE id = ?1", id);
    }

    /// <summary>Undoes <see cref="Withdraw"/>.</summary>
    public void Return(Passage passage)
    {
        var id = PassageId.Parse(passage.Id);
        file.Execute("UPDATE passage SET withdrawn = 0 WHERE id = ?1", id);
        if (Topic.Of(passage.Subject) is { } topic)
        {
            Link(id, topic, StoreMoment.Number(passage.Time));
        }
    }

    /// <summary>
    /// Erases the row. What it had replaced stays replaced: forgetting the new address does not bring the old one back.
    /// </summary>
    public void Delete(long id) => file.Execute("DELETE FROM passage WHERE id = ?1", id);

    public Passage? Find(long id) =>
        file.Statement($"SELECT {Columns} FROM passage p WHERE p.id = ?1").Rows(Read, id).FirstOrDefault();

    /// <summary>The passages of these numbers, in no order; those that are not there are left out.</summary>
    public List<Passage> Find(IReadOnlyCollection<long> ids) =>
        file.Statement($"SELECT {Columns} FROM passage p WHERE p.id IN (SELECT value FROM json_each(?1))")
            .Rows(Read, JsonSerializer.Serialize(ids));

    /// <summary>Those that pass, newest first.</summary>
    public List<Passage> List(PassageFilter filter, int countMax)
    {
        var clause = FilterClause.Of(filter, 2);
        return file.Statement(
                $"SELECT {Columns} FROM passage p WHERE {clause.Sql} ORDER BY p.time DESC, p.id DESC LIMIT ?1")
            .Rows(Read, [countMax, .. clause.Values]);
    }

    /// <summary>As <see cref="After"/>, of those that have no vector.</summary>
    public List<Passage> WithoutVector(long id, int countMax) => file.Statement(
            $"SELECT {Columns} FROM passage p WHERE p.id > ?1 AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.id = p.id) "
            + "ORDER BY p.id LIMIT ?2")
        .Rows(Read, id, countMax);

    /// <summary>Everything behind a number, in order, withdrawn ones among them.</summary>
    public List<Passage> After(long id, int countMax) =>
        file.Statement($"SELECT {Columns} FROM passage p WHERE p.id > ?1 ORDER BY p.id LIMIT ?2").Rows(Read, id, countMax);

    private void Link(long id, string topic, long time)
    {
        var before = file.NumberOrNull(
            "SELECT id FROM passage WHERE topic = ?1 AND withdrawn = 0 AND id <> ?2 AND (time, id) < (?3, ?2) "
            + "ORDER BY time DESC, id DESC LIMIT 1", topic, id, time);
        if (before is { } previous)
        {
            // A previous one that ended before this one begins was replaced by something forgotten: then this one is open.
            file.Execute(
                "UPDATE passage SET (valid_until, replaced_by) = (SELECT valid_until, replaced_by FROM passage "
                + "WHERE id = ?2 AND valid_until > ?3) WHERE id = ?1", id, previous, time);
            // And it keeps the day on which that happened.
            file.Execute(
                "UPDATE passage SET valid_until = ?2, replaced_by = ?1 WHERE id = ?3 AND (valid_until IS NULL OR valid_until >= ?2)",
                id, time, previous);
            return;
        }

        file.Execute(
            "UPDATE passage SET (valid_until, replaced_by) = (SELECT time, id FROM passage WHERE topic = ?2 AND withdrawn = 0 "
            + "AND id <> ?1 ORDER BY time, id LIMIT 1) WHERE id = ?1", id, topic);
    }

    private static NewPassage New(Passage passage) => new()
    {
        Text = passage.Text,
        Kind = passage.Kind,
        Source = passage.Source,
        Subject = passage.Subject,
    };

    private static long Fingerprint(NewPassage passage) =>
        unchecked((long)Rng.Hash($"{(int)passage.Kind}\n{passage.Source}\n{Topic.Of(passage.Subject)}\n{passage.Text}"));

    private static Passage Read(SqliteDataReader row) => new()
    {
        Id = PassageId.Text(row.GetInt64(0)),
        Text = row.GetString(1),
        Kind = (PassageKind)row.GetInt32(2),
        Source = row.GetString(3),
        Subject = row.IsDBNull(4) ? null : row.GetString(4),
        Provenance = row.GetString(5),
        Time = StoreMoment.Of(row.GetInt64(6)),
        ValidUntil = row.IsDBNull(7) ? null : StoreMoment.Of(row.GetInt64(7)),
        ReplacedBy = row.IsDBNull(8) ? null : PassageId.Text(row.GetInt64(8)),
        Withdrawn = row.GetInt64(9) != 0,
    };
}

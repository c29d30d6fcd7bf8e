using AgentMemory.Core;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Store;

/// <content>Taking back, forgetting, reverting.</content>
public sealed partial class MemoryStore
{
    /// <summary>
    /// Takes a passage back: it is found no more, what it had replaced holds again, and a revert brings it back.
    /// </summary>
    /// <exception cref="UserErrorException">There is no such passage, or it is taken back already.</exception>
    public LogEntry Withdraw(string id)
    {
        CheckWritable();
        var entry = 0L;
        Write(() =>
        {
            var passage = Existing(id);
            if (passage.Withdrawn)
            {
                throw new UserErrorException($"passage {passage.Id} is taken back already; nothing was changed");
            }

            var number = PassageId.Parse(id);
            _passages.Withdraw(number);
            entry = _log.Append(StoreAction.Withdraw, number);
        });
        return _log.Find(entry)!;
    }

    /// <summary>
    /// Erases passages for good: from every index and, byte by byte, from the file. The log keeps their ids and no words.
    /// What a forgotten passage had replaced stays replaced.
    /// </summary>
    /// <exception cref="UserErrorException">One of them does not exist; then none is forgotten.</exception>
    public Erasure Forget(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        CheckWritable();
        Write(() =>
        {
            foreach (var id in ids.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                var number = PassageId.Parse(Existing(id).Id);
                _words.Remove(number);
                _vectors.Remove(number);
                _passages.Delete(number);
                _log.Append(StoreAction.Forget, number);
            }

            _words.Compact();
        });
        return _file.Checkpoint() ? Erasure.Complete : Erasure.HeldByReader;
    }

    /// <summary>
    /// Undoes an entry of the log by a new one: an added passage is taken back, one taken back returns, a revert is undone.
    /// </summary>
    /// <exception cref="UserErrorException">There is no such entry, it is undone already, or it cannot be undone.</exception>
    public LogEntry Revert(long number)
    {
        CheckWritable();
        var made = 0L;
        Write(() => made = RevertOne(number));
        return _log.Find(made)!;
    }

    /// <summary>
    /// Undoes every entry behind the given one that still stands, newest first: all of them or none. What was forgotten stays so, and
    /// vectors stay those of the present embedder.
    /// </summary>
    /// <exception cref="UserErrorException">There is no such entry.</exception>
    public Reversal RevertTo(long number)
    {
        CheckWritable();
        var made = new List<long>();
        var forgotten = new List<string>();
        Write(() =>
        {
            var last = _log.LastNumber;
            if (number < 0 || number > last)
            {
                throw new UserErrorException($"the log has no entry {number}; it has 1 to {last}, and 0 stands before them all");
            }

            for (var entry = last; entry > number; entry--)
            {
                if (_log.Find(entry) is not { UndoneBy: null, Action: not (StoreAction.Revert or StoreAction.Embed) } stands)
                {
                    continue;
                }

                if (Find(stands.PassageId!) is not null)
                {
                    made.Add(RevertOne(entry));
                }
                else if (stands.Action == StoreAction.Forget && _log.Of(PassageId.Parse(stands.PassageId!))[^1].Number <= number)
                {
                    forgotten.Insert(0, stands.PassageId!);
                }
            }
        });
        return new Reversal([.. made.Select(entry => _log.Find(entry)!)], forgotten);
    }

    /// <summary>
    /// What an entry brought ("+ words") and took away ("- words"), as far as the words are still there: a newer passage of a
    /// subject takes away the one before it.
    /// </summary>
    public IReadOnlyList<string> Diff(LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.PassageId is not { } id)
        {
            return [];
        }

        if (Find(id) is not { } passage)
        {
            return [$"{(entry.Action == StoreAction.Forget ? '-' : '+')} {id}: forgotten"];
        }

        var (own, others) = Takes(entry) ? ('-', '+') : ('+', '-');
        List<string> lines = [$"{own} {Words(passage)}"];
        if (passage.Subject is { } subject)
        {
            var before = _passages.List(new PassageFilter { Subject = subject, WithHistory = true }, int.MaxValue)
                .FirstOrDefault(p => p.Id != passage.Id && (p.Time < passage.Time || (p.Time == passage.Time && IsBefore(p, passage))));
            if (before is not null)
            {
                lines.Insert(0, $"{others} {Words(before)}");
            }
        }

        return lines;

        static string Words(Passage passage) => $"{passage.Id}: {passage.Text.ReplaceLineEndings(" ")}";

        static bool IsBefore(Passage left, Passage right) => PassageId.Parse(left.Id) < PassageId.Parse(right.Id);
    }

    private long RevertOne(long number)
    {
        var entry = _log.Find(number)
            ?? throw new UserErrorException($"the log has no entry {number}; memory log shows them");
        if (entry.UndoneBy is { } by)
        {
            throw new UserErrorException($"entry {number} was undone by entry {by} already; to undo that, revert {by}");
        }

        if (entry.Action == StoreAction.Embed)
        {
            throw new UserErrorException($"entry {number} gave every passage a new vector; open the store with the old model to go back");
        }

        var id = entry.PassageId!;
        if (entry.Action == StoreAction.Forget || Find(id) is not { } passage)
        {
            throw new UserErrorException(
                $"entry {number} cannot be undone: passage {id} was forgotten, and what is forgotten is in no file any more");
        }

        var returns = Takes(entry);
        if (passage.Withdrawn != returns)
        {
            throw new UserErrorException(
                $"entry {number} cannot be undone: passage {id} {(returns ? "holds" : "is taken back")} already; memory log {id} shows why");
        }

        if (returns)
        {
            _passages.Return(passage);
        }
        else
        {
            _passages.Withdraw(PassageId.Parse(id));
        }

        return _log.Append(StoreAction.Revert, PassageId.Parse(id), number);
    }

    /// <summary>Whether the entry took its passage back; a revert does the opposite of what it undoes.</summary>
    private bool Takes(LogEntry entry) => entry.Action switch
    {
        StoreAction.Withdraw => true,
        StoreAction.Revert => !Takes(_log.Find(entry.Undoes!.Value)!),
        _ => false,
    };

    private Passage Existing(string id)
    {
        var number = PassageId.Parse(id);
        if (_passages.Find(number) is { } passage)
        {
            return passage;
        }

        throw new UserErrorException(_log.Of(number).Any(e => e.Action == StoreAction.Forget)
            ? $"passage {PassageId.Text(number)} was forgotten; nothing of it is left"
            : $"there is no passage {PassageId.Text(number)} in {Path}; memory list shows what there is");
    }
}

/// <summary>What going back did.</summary>
/// <param name="Entries">The new entries of the log, in order.</param>
/// <param name="Forgotten">Passages that were there then and have been forgotten since: they do not come back.</param>
public sealed record Reversal(IReadOnlyList<LogEntry> Entries, IReadOnlyList<string> Forgotten);

/// <summary>How far a forgetting went.</summary>
public enum Erasure
{
    /// <summary>The bytes are gone from the file.</summary>
    Complete,

    /// <summary>
    /// No search finds them, but another process is reading an older state, so they stay in the write-ahead log until
    /// the next write or closing after it has finished.
    /// </summary>
    HeldByReader,
}

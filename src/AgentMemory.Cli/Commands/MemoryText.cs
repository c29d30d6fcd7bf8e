using System.Globalization;
using System.Text;
using AgentMemory.Cli.Chat;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;

namespace AgentMemory.Cli.Commands;

/// <summary>A passage, an entry of the log and an empty search, for people.</summary>
internal static class MemoryText
{
    private const int HistoryMax = 20;
    private const int WordsShown = 60;

    /// <summary>The words first, then a line for each thing that is known about them, then the history of the subject.</summary>
    public static string Whole(Passage passage, MemoryStore store)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{passage.Id}, a {MemoryJson.Name(passage.Kind)}:\n\n");
        foreach (var line in passage.Text.ReplaceLineEndings("\n").Split('\n'))
        {
            text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nstate    {State(passage)}\nsince    {Moment(passage.Time)}\n");
        foreach (var (name, value) in new[] { ("subject", passage.Subject), ("source", passage.Source), ("how", passage.Provenance) })
        {
            text.Append(string.IsNullOrEmpty(value) ? "" : $"{name,-8} {value}\n");
        }

        if (passage.Subject is { } subject)
        {
            var chain = store.List(new PassageFilter { Subject = subject, WithHistory = true }, HistoryMax);
            text.Append(chain.Count > 1 ? "history, newest first:\n" : "");
            foreach (var other in chain.Where(_ => chain.Count > 1))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {Moment(other.Time)}  {other.Id,-6} {Short(other.Text)}")
                    .Append(other.Id == passage.Id ? "  (this one)" : "").Append(other.IsCurrent ? "  (holds now)" : "").Append('\n');
            }
        }

        return MemoryJson.Printable(text.ToString().TrimEnd('\n'));
    }

    /// <summary>One line: number, moment, what was done, and to which words as far as they are still there.</summary>
    public static string Entry(LogEntry entry, MemoryStore store)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{entry.Number,5}  {Moment(entry.Time)}  {Done(entry)}");
        if (entry.PassageId is { } id && entry.Action != StoreAction.Forget)
        {
            text.Append(store.Find(id) is { } passage ? $": {Short(passage.Text)}" : ", forgotten since");
        }

        text.Append(entry.UndoneBy is { } by ? string.Create(CultureInfo.InvariantCulture, $"  (undone by {by})") : "");
        return MemoryJson.Printable(text.ToString());
    }

    /// <summary>Why there is nothing, as far as it is known, and what may find more.</summary>
    public static string NothingFound(MemoryStore store, SearchQuery query) => store.Count switch
    {
        0 => "nothing was found: the store holds nothing",
        _ when string.IsNullOrWhiteSpace(query.Text) => "nothing was found: the text is empty",
        var count => string.Create(CultureInfo.InvariantCulture, $"nothing was found among {count} passages that hold now")
            + (store.Embedder is null ? "; --embedder spelling forgives misspellings, an embedding model finds other words for the same" : ""),
    };

    private static string Done(LogEntry entry) => entry.Action switch
    {
        StoreAction.Add => $"kept {entry.PassageId}",
        StoreAction.Withdraw => $"took back {entry.PassageId}",
        StoreAction.Forget => $"forgot {entry.PassageId} for good",
        StoreAction.Revert => string.Create(CultureInfo.InvariantCulture, $"undid entry {entry.Undoes} on {entry.PassageId}"),
        StoreAction.Embed => "gave passages new vectors",
        _ => entry.Action.ToString().ToLowerInvariant(),
    };

    private static string State(Passage passage) => passage switch
    {
        { Withdrawn: true } => "taken back: no search finds it, memory log shows how to bring it back",
        { ValidUntil: { } until, ReplacedBy: { } by } => $"replaced by {by} on {Moment(until)}",
        { ValidUntil: { } until } => $"replaced on {Moment(until)}",
        _ => "holds now",
    };

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= WordsShown ? line : $"{line[..(WordsShown - 3)]}...";
    }

    private static string Moment(DateTimeOffset moment) => string.Create(CultureInfo.InvariantCulture, $"{moment:yyyy-MM-dd HH:mm} UTC");
}

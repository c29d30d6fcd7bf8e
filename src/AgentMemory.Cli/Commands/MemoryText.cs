using System.Globalization;
using System.Text;
using AgentMemory.Cli.Chat;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;

namespace AgentMemory.Cli.Commands;

/// <summary>A passage and an entry of the log, for people.</summary>
internal static class MemoryText
{
    public static string Whole(Passage passage)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{passage.Id}, {MemoryJson.Name(passage.Kind)}, {passage.Time:yyyy-MM-dd HH:mm:ss} UTC");
        text.Append(passage.Source.Length > 0 ? $", from {passage.Source}" : "");
        text.Append(passage.Provenance.Length > 0 ? $", {passage.Provenance}" : "");
        text.Append(passage.Subject is { } subject ? $", about \"{subject}\"" : "");
        text.Append(passage.ValidUntil is { } until
            ? string.Create(CultureInfo.InvariantCulture, $", replaced on {until:yyyy-MM-dd HH:mm:ss}")
                + (passage.ReplacedBy is { } by ? $" by {by}" : "")
            : "");
        text.Append(passage.Withdrawn ? ", taken back" : "");
        return MemoryJson.Printable(text.Append('\n').Append(passage.Text).ToString());
    }

    public static string Entry(LogEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Number,6}  {entry.Time:yyyy-MM-dd HH:mm:ss}  {entry.Action.ToString().ToLowerInvariant(),-8} {entry.PassageId}"
        + $"{(entry.Undoes is { } undone ? $"  undoes {undone}" : "")}{(entry.UndoneBy is { } by ? $"  undone by {by}" : "")}");
}

using System.Globalization;
using AgentMemory.Core.Episodes;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Cli.Terminal;

/// <summary>Shows the agent at play, move by move: what it was shown, with what it remembered, and what it did.</summary>
internal sealed class WatchedGame : IMoveObserver
{
    private readonly TextWriter _out;
    private readonly Dictionary<ulong, int> _moves = [];
    private string _shown = "";

    public WatchedGame(TextWriter output)
    {
        _out = output;
    }

    /// <inheritdoc/>
    public void Observe(ObservedMove move)
    {
        if (!_moves.TryGetValue(move.Episode, out var number))
        {
            _out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"=== episode {_moves.Count + 1}"));
        }

        _moves[move.Episode] = number + 1;
        ShowPrompt(move.Choice.Prompt ?? "");
        var legal = move.View.Reply is ReplyForm.OneOf form ? $"   (of {string.Join(", ", form.Replies)})" : "";
        var likelihood = move.Choice.LogProbability is { } log
            ? string.Create(CultureInfo.InvariantCulture, $"   p {Math.Exp(log):F2}")
            : "";
        if (move.Choice.Thought is { } thought)
        {
            _out.WriteLine("  thinks:");
            Indent(thought.Trim(), "    ");
        }

        _out.WriteLine($"  plays {move.Reply}{legal}{likelihood}");
        if (move.Unreadable is { } wrote)
        {
            _out.WriteLine($"  (it wrote \"{wrote.Trim()}\", which cannot be read; a random legal reply took its place)");
        }

        if (move.Outcome is { } outcome)
        {
            _out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ends: {outcome.Feedback} ({outcome.Score})"));
        }
    }

    // What stands in front of the episode changes rarely; it is shown whole when it does.
    private void ShowPrompt(string prompt)
    {
        var start = prompt.LastIndexOf("\n--\n", StringComparison.Ordinal);
        var (memory, episode) = start < 0 ? ("", prompt) : (prompt[..start], prompt[(start + 4)..]);
        if (memory != _shown)
        {
            _shown = memory;
            _out.WriteLine("  it was shown, with what it remembers:");
            Indent(memory, "  | ");
        }

        Indent(episode, "    ");
    }

    private void Indent(string text, string indent)
    {
        foreach (var line in text.Split('\n'))
        {
            _out.WriteLine(indent + line);
        }
    }
}

using System.Globalization;
using AgentMemory.Core.Episodes;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Cli.Terminal;

/// <summary>
/// Shows the agent at play, move by move: what it was shown, with what it remembered, and what it did. Games are played several at once; they are
/// told one after the other, numbered in the order in which they began, and the moves of later ones wait for their turn.
/// </summary>
internal sealed class WatchedGame : IMoveObserver, IDisposable
{
    private readonly TextWriter _out;
    private readonly List<Game> _games = [];
    private readonly Dictionary<ulong, Game> _unfinished = [];
    private int _told;
    private string _shown = "";

    public WatchedGame(TextWriter output)
    {
        _out = output;
    }

    /// <inheritdoc/>
    public void Observe(ObservedMove move)
    {
        if (!_unfinished.TryGetValue(move.Episode, out var game))
        {
            _unfinished[move.Episode] = game = new Game();
            _games.Add(game);
        }

        game.Moves.Enqueue(move);
        if (move.Outcome is not null)
        {
            game.IsOver = true;
            // The same start may be played again: that is another game.
            _unfinished.Remove(move.Episode);
        }

        Tell(toTheEnd: false);
    }

    /// <summary>Tells what is left of games that were broken off.</summary>
    public void Dispose() => Tell(toTheEnd: true);

    private void Tell(bool toTheEnd)
    {
        while (_told < _games.Count)
        {
            var game = _games[_told];
            if (!game.IsBegun && game.Moves.Count > 0)
            {
                game.IsBegun = true;
                _out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"=== game {_told + 1}"));
            }

            while (game.Moves.TryDequeue(out var move))
            {
                game.Number++;
                Tell(move, game.Number);
            }

            if (!game.IsOver && !toTheEnd)
            {
                return;
            }

            _told++;
        }
    }

    private void Tell(ObservedMove move, int number)
    {
        _out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  move {number}"));
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

    private sealed class Game
    {
        public Queue<ObservedMove> Moves { get; } = [];

        public bool IsOver { get; set; }

        public bool IsBegun { get; set; }

        public int Number { get; set; }
    }
}

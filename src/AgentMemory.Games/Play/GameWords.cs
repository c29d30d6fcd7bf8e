using AgentMemory.Core.Play;

namespace AgentMemory.Games.Play;

/// <summary>The words that all games of two players share, from <c>prompts/games</c>.</summary>
public sealed class GameWords
{
    private readonly string _win;
    private readonly string _lose;
    private readonly string _draw;

    /// <summary>Words out of this book.</summary>
    public GameWords(PromptBook book)
    {
        Book = book;
        _win = book.Text("games/win");
        _lose = book.Text("games/lose");
        _draw = book.Text("games/draw");
    }

    /// <summary>The seats of a game of two, in the order in which they begin.</summary>
    public static IReadOnlyList<string> TwoRoles { get; } = ["first", "second"];

    /// <summary>The seat of a game for one.</summary>
    public static IReadOnlyList<string> OneRole { get; } = ["player"];

    public PromptBook Book { get; }

    /// <summary>What the player is told of a win, a loss or a draw.</summary>
    public string Result(double score) => score > 0 ? _win : score < 0 ? _lose : _draw;

    /// <summary>What the other player did, and what follows.</summary>
    public string They(string move, string rest) => Book.Fill("games/they", ("move", move), ("rest", rest));

    /// <summary>The rulebook's title.</summary>
    public string Title(string game) => Book.Fill("games/title", ("name", game));

    /// <summary>Who begins, seen from a seat.</summary>
    public string Begins(int seat) => Book.Text(seat == 0 ? "games/begin-you" : "games/begin-they");

    /// <summary>The text of the other seat's last move, where it made one since; in games with turns.</summary>
    public string? OtherMove(int seat, IReadOnlyList<Happening> since)
    {
        if (since.Count == 0 || since[^1].Before is not TurnPosition before || before.Mover == seat)
        {
            return null;
        }

        return before.Text(since[^1].Moves[before.Mover]);
    }
}

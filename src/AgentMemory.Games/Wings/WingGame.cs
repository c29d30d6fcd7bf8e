using AgentMemory.Games.Play;

namespace AgentMemory.Games.Wings;

/// <summary>A game in a world: a thing is shown, and its word is to be found in three tries.</summary>
internal sealed class WingGame : IGame
{
    private readonly WingText _text;
    private readonly bool _isTold;

    /// <summary>A game that begins at any of these things.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="world">What all things have as their word.</param>
    /// <param name="text">How they read.</param>
    /// <param name="things">The things it may begin at, all as likely.</param>
    /// <param name="isTold">At the end the word is told, whatever was tried; at an exam it is not.</param>
    public WingGame(string name, WingWorld world, WingText text, IReadOnlyList<WingThing> things, bool isTold)
    {
        (Name, _text, _isTold) = (name, text, isTold);
        Start = ChancePosition.Uniform([.. things.Select(thing => new WingPosition(text.Words, thing, world.WordOf(thing)))]);
    }

    public string Name { get; }

    public IReadOnlyList<string> Roles => GameWords.OneRole;

    public IPosition Start { get; }

    public double ScoreMin => 0;

    public double ScoreMax => 1;

    /// <summary>What a thing's word is belongs to the world and is the same in every game: nothing of a play is hidden.</summary>
    public bool HidesInformation => false;

    public object Sight(IPosition position, int seat) => position;

    /// <summary>Names what the seat knows of a position: the thing, and the words that were tried.</summary>
    public string Key(IPosition position, int seat) => Board(position, seat).Replace('\n', ' ');

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var thing = ((WingPosition)position).Thing;
        return since.Count == 1 && since[0].Before is WingPosition before
            ? _text.ViewAfter(before.WordOf(since[0].Moves[seat]), thing)
            : _text.View(thing);
    }

    /// <inheritdoc/>
    public string? Thing(IPosition position, int seat) =>
        position is WingPosition { TriesLeft: WingPosition.TriesMax } here ? _text.ShortThing(here.Thing) : null;

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var end = (WingPosition)position;
        return _isTold ? _text.Fact(end.Thing, end.Right) : _text.Untold(end.IsRight);
    }

    /// <inheritdoc/>
    public string? RightReply(IPosition position, int seat) => _isTold ? _text.Words[((WingPosition)position).Right] : null;

    public string Board(IPosition position, int seat)
    {
        var here = (WingPosition)position;
        var wrong = Enumerable.Range(0, WingKind.Words).Where(here.IsTried).Select(word => _text.Words[word]).ToList();
        return $"{_text.Thing(here.Thing)}\ntries {Numbers.Text(here.TriesLeft)}{(wrong.Count > 0 ? $", not {string.Join(", ", wrong)}" : "")}";
    }
}

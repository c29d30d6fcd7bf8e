using AgentMemory.Games.Play;

namespace AgentMemory.Games.Wings;

/// <summary>
/// What three tries at four words are worth, without going through positions: at random the right word is as likely to be the first
/// that is tried as the second, the third or none; the best player, who knows the world, tries it first.
/// </summary>
/// <param name="things">How many things a game may begin at.</param>
internal sealed class WingSolution(int things) : IGameSolution
{
    // One of chance; of each thing the wrong words tried are none, one, two or three of three: 7 positions in which a word
    // can be tried, as many after the right one, and one without tries left.
    private const int StatesOfThing = 15;

    public double Floor => (double)Enumerable.Range(0, WingKind.Words).Sum(wrong => WingPosition.TriesMax - wrong)
        / (WingPosition.TriesMax * WingKind.Words);

    public double Ceiling => WingPosition.Worth(WingPosition.TriesMax);

    /// <summary>All things are worth the same.</summary>
    public (double Floor, double Ceiling) From(IPosition start) => (Floor, Ceiling);

    public int States => 1 + (things * StatesOfThing);

    public IReadOnlyList<double>? MoveValues(GameEpisode episode)
    {
        var position = (WingPosition)episode.Position;
        return [.. Enumerable.Range(0, position.Count).Select(move =>
            WingPosition.Worth(position.TriesLeft - (position.WordOf(move) == position.Right ? 0 : 1)))];
    }
}

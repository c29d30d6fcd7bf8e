using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Wings;

/// <summary>A game at one thing as a question of an exam: the word is not told, and a ranking of the words can be marked.</summary>
internal sealed class WingQuestion(GameEpisode play) : IRankedQuestion
{
    public WingPosition Position => (WingPosition)play.Position;

    public View View => play.View;

    public Outcome? Outcome => play.Outcome;

    public IEpisode After(string reply) => new WingQuestion((GameEpisode)play.After(reply));

    /// <inheritdoc/>
    public double Mark(IReadOnlyList<double> figures)
    {
        var position = Position;
        if (figures.Count != position.Count || figures.Count == 0 || figures.Any(double.IsNaN))
        {
            throw new ArgumentException($"{position.Count} figures are needed, each a number", nameof(figures));
        }

        var right = figures[Enumerable.Range(0, position.Count).First(move => position.WordOf(move) == position.Right)];
        var before = figures.Count(figure => figure > right);
        var tied = figures.Count(figure => figure == right);

        return MarkOf(WingPosition.TriesMax - position.TriesLeft + before, tied);
    }

    /// <summary>
    /// The mean mark where so many words are tried before the right one and those that tie with it: 1, 1/3, -1/3 and -1 for the first try,
    /// the second, the third and none.
    /// </summary>
    /// <param name="before">Words that are tried before.</param>
    /// <param name="tied">Words that tie, the right one among them.</param>
    public static double MarkOf(int before, int tied)
    {
        // In thirds, so that four words that tie give exactly 0.
        const int Tries = WingPosition.TriesMax;
        var thirds = 0;
        for (var wrong = before; wrong < before + tied; wrong++)
        {
            thirds += Tries - (2 * wrong);
        }

        return (double)thirds / (Tries * tied);
    }
}

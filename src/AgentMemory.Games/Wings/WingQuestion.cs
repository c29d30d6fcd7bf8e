using AgentMemory.Core;

namespace AgentMemory.Games;

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

        // In thirds, so that equal figures give exactly 0: 1, 1/3, -1/3, -1 for the first try, the second, the third and none.
        var tries = WingPosition.TriesMax;
        var thirds = Enumerable.Range(tries - position.TriesLeft + before, tied).Sum(wrong => tries - (2 * wrong));
        return (double)thirds / (tries * tied);
    }
}

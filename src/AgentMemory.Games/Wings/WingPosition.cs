using System.Numerics;
using AgentMemory.Core.Episodes;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Wings;

/// <summary>A thing, and the words that were tried at it in vain. Moves are the words that were not tried, in their order.</summary>
internal sealed class WingPosition : TurnPosition
{
    /// <summary>Tries of a game.</summary>
    public const int TriesMax = 3;

    private readonly IReadOnlyList<string> _words;
    private readonly int _wrong;

    /// <summary>The start of a game at a thing.</summary>
    public WingPosition(IReadOnlyList<string> words, WingThing thing, int right)
        : this(words, thing, right, wrong: 0, isRight: false)
    {
    }

    private WingPosition(IReadOnlyList<string> words, WingThing thing, int right, int wrong, bool isRight)
    {
        (_words, _wrong, Thing, Right, IsRight) = (words, wrong, thing, right, isRight);
        TriesLeft = TriesMax - BitOperations.PopCount((uint)wrong);
        Mover = isRight || TriesLeft == 0 ? -1 : 0;
        Count = Mover < 0 ? 0 : WingKind.Words - TriesMax + TriesLeft;
    }

    public WingThing Thing { get; }

    /// <summary>The thing's word, which the player does not see.</summary>
    public int Right { get; }

    /// <summary>The word was found.</summary>
    public bool IsRight { get; }

    /// <summary>The tries that are left, one that found the word among them.</summary>
    public int TriesLeft { get; }

    public override int Mover { get; }

    public override int Count { get; }

    /// <summary>The position of an episode of such a game.</summary>
    /// <exception cref="ArgumentException">It is of another game.</exception>
    public static WingPosition Of(IEpisode episode) => episode switch
    {
        WingQuestion question => question.Position,
        GameEpisode { Position: WingPosition position } => position,
        _ => throw new ArgumentException("this episode is of another game", nameof(episode)),
    };

    /// <summary>What is scored for the right word when so many tries are left.</summary>
    public static double Worth(int triesLeft) => (double)triesLeft / TriesMax;

    public bool IsTried(int word) => (_wrong >> word & 1) != 0;

    /// <summary>The number of the word that a move tries.</summary>
    public int WordOf(int move)
    {
        for (var word = 0; word < WingKind.Words; word++)
        {
            if (!IsTried(word) && move-- == 0)
            {
                return word;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(move));
    }

    public override string Text(int move) => _words[WordOf(move)];

    public override TurnPosition After(int move)
    {
        var word = WordOf(move);
        return word == Right
            ? new WingPosition(_words, Thing, Right, _wrong, isRight: true)
            : new WingPosition(_words, Thing, Right, _wrong | (1 << word), isRight: false);
    }

    public override double Score(int seat) => IsRight ? Worth(TriesLeft) : 0;

    public override bool Equals(IPosition? other) => other is WingPosition position
        && (Thing, Right, _wrong, IsRight) == (position.Thing, position.Right, position._wrong, position.IsRight);

    public override int GetHashCode() => HashCode.Combine(Thing, _wrong, IsRight);
}

using AgentMemory.Core;
using AgentMemory.Core.Episodes;

namespace AgentMemory.Games.Play;

/// <summary>One play of a game from the learner's seat; the other seats and chance follow from the seed.</summary>
public sealed class GameEpisode : IEpisode
{
    private readonly GameTable _table;
    private readonly ulong _seed;
    private readonly int _turn;
    private readonly GameEpisode? _before;
    private View? _view;
    private Outcome? _outcome;

    private GameEpisode(
        GameTable table, ulong seed, GameEpisode? before, IPosition position, IReadOnlyList<Happening> since)
    {
        _table = table;
        _seed = seed;
        _before = before;
        _turn = before is null ? 0 : before._turn + 1;
        Position = position;
        Since = since;
    }

    /// <summary>All that is true now. Players see only <see cref="View"/>.</summary>
    public IPosition Position { get; }

    /// <summary>What happened from the learner's last move on, that move included; from the beginning before its first.</summary>
    public IReadOnlyList<Happening> Since { get; }

    /// <summary>All that happened in this episode so far.</summary>
    public IReadOnlyList<Happening> Past
    {
        get
        {
            var past = new List<Happening>(Since);
            for (var earlier = _before; earlier is not null; earlier = earlier._before)
            {
                past.InsertRange(0, earlier.Since);
            }

            return past;
        }
    }

    /// <summary>The game and who plays it.</summary>
    public GameTable Table => _table;

    /// <summary>The moment at which the learner was asked first.</summary>
    internal GameEpisode First
    {
        get
        {
            var first = this;
            while (first._before is { } before)
            {
                first = before;
            }

            return first;
        }
    }

    /// <summary>What the learner was shown and replied before this moment, in order.</summary>
    internal IReadOnlyList<Step> Earlier
    {
        get
        {
            var steps = new List<Step>();
            for (var (later, earlier) = (this, _before); earlier is not null; (later, earlier) = (earlier, earlier._before))
            {
                // What happened since a turn begins with the learner's own move at it.
                var move = later.Since[0].Moves[_table.Seat];
                steps.Add(Step.Of(earlier.View, earlier.Position.MoveText(_table.Seat, move)));
            }

            steps.Reverse();
            return steps;
        }
    }

    public View View => Position.Phase == Phase.Over
        ? throw new ArgumentException("the episode is over and has no view")
        : _view ??= new View(_table.Game.View(Position, _table.Seat, Since), new ReplyForm.OneOf(Replies()))
        {
            Thing = _table.Game.Thing(Position, _table.Seat),
        };

    public Outcome? Outcome => Position.Phase != Phase.Over
        ? null
        : _outcome ??= new Outcome(Position.Score(_table.Seat), _table.Game.Feedback(Position, _table.Seat, Since))
        {
            RightReply = _table.Game.RightReply(Position, _table.Seat),
        };

    /// <summary>A fresh play.</summary>
    public static GameEpisode Begin(GameTable table, ulong seed)
    {
        var (position, since) = table.Advance(table.Start, [], new Rng(seed));
        return new GameEpisode(table, seed, null, position, since);
    }

    /// <summary>The moment of a play that came so: after one of the learner's moves, or at its first turn.</summary>
    internal static GameEpisode Reached(
        GameTable table, GameEpisode? before, IPosition position, IReadOnlyList<Happening> since) =>
        new(table, 0, before, position, since);

    /// <summary>
    /// The moments at which the learner first has a choice, one for everything that it may have seen by then; empty where it
    /// never has one before <paramref name="positionsMax"/> positions were looked at.
    /// </summary>
    public static IReadOnlyList<GameEpisode> FirstChoices(GameTable table, int positionsMax)
    {
        var choices = new Dictionary<object, GameEpisode>();
        var looked = new HashSet<(IPosition, object)>();
        var count = 0;
        var open = new Stack<(IPosition Position, IReadOnlyList<Happening> Since)>([(table.Game.Start, [])]);
        while (open.TryPop(out var at) && count++ < positionsMax)
        {
            // Positions are equal whatever led to them; where not all is seen, what was seen by then counts as well.
            if (at.Position.Phase == Phase.Moves && !looked.Add((at.Position, table.Game.Sight(at.Position, table.Seat))))
            {
                continue;
            }

            if (at.Position.Phase == Phase.Moves && at.Position.MoveCount(table.Seat) > 1)
            {
                choices.TryAdd(table.Game.Sight(at.Position, table.Seat), new GameEpisode(table, 0, null, at.Position, at.Since));
                continue;
            }

            foreach (var happening in table.Followers(at.Position, 0))
            {
                open.Push((happening.After, [.. at.Since, happening]));
            }
        }

        return count > positionsMax ? [] : [.. choices.Values];
    }

    public IEpisode After(string reply)
    {
        if (Position.Phase == Phase.Over)
        {
            throw new ArgumentException("the episode is over", nameof(reply));
        }

        return After(MoveOf(reply));
    }

    /// <summary>Whether this is another moment of the same play, or a later one.</summary>
    public bool Follows(GameEpisode earlier)
    {
        var moment = this;
        while (moment is not null && moment._turn > earlier._turn)
        {
            moment = moment._before;
        }

        return moment == earlier;
    }

    /// <summary>The number of the move that a reply names.</summary>
    /// <exception cref="ArgumentException">The reply is not among the legal ones.</exception>
    public int MoveOf(string reply)
    {
        var count = Position.MoveCount(_table.Seat);
        for (var move = 0; move < count; move++)
        {
            if (Position.MoveText(_table.Seat, move) == reply)
            {
                return move;
            }
        }

        throw new ArgumentException($"\"{reply}\" is not among the legal replies", nameof(reply));
    }

    private GameEpisode After(int move)
    {
        var rng = new Rng(Rng.Mix(_seed, (ulong)(_turn + 1)));
        var own = _table.Play(Position, move, rng);
        var (position, since) = _table.Advance(own.After, [own], rng);
        return new GameEpisode(_table, _seed, this, position, since);
    }

    private string[] Replies()
    {
        var replies = new string[Position.MoveCount(_table.Seat)];
        for (var move = 0; move < replies.Length; move++)
        {
            replies[move] = Position.MoveText(_table.Seat, move);
        }

        return replies;
    }
}

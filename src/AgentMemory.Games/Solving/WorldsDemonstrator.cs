using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>
/// Plays a closed game by what was observed: keeps the worlds in which everything seen could have happened, all equally
/// likely, and makes the move with the highest mean worth over them. The worth of a move in a world assumes that the
/// rest is then played knowing that world, so it plays well on what it knows but never tries something only to find out.
/// </summary>
public sealed class WorldsDemonstrator : IDemonstrator
{
    private readonly HiddenWorlds _worlds;
    private readonly bool[] _possible;

    /// <summary>Somebody who has read the rulebook and seen nothing yet.</summary>
    public WorldsDemonstrator(HiddenWorlds worlds)
    {
        _worlds = worlds;
        _possible = new bool[worlds.Count];
        Array.Fill(_possible, true);
    }

    public IReadOnlyList<string> Notes => _worlds.NotesOf(_possible);

    public string Choose(IEpisode episode)
    {
        var play = (GameEpisode)episode;
        var seat = play.Table.Seat;
        var worth = new double[play.Position.MoveCount(seat)];
        for (var world = 0; world < _worlds.Count; world++)
        {
            if (_possible[world] && _worlds.MoveValues(world, play.Position) is { } values)
            {
                for (var move = 0; move < worth.Length; move++)
                {
                    worth[move] += values[move];
                }
            }
        }

        var best = 0;
        for (var move = 1; move < worth.Length; move++)
        {
            best = worth[move] > worth[best] + GraphValues.Tie ? move : best;
        }

        return play.Position.MoveText(seat, best);
    }

    public void Observe(IEpisode before, string reply, IEpisode after)
    {
        List<Happening> happenings = [.. ((GameEpisode)before).Since, .. ((GameEpisode)after).Since];
        Keep(world => happenings.All(h => _worlds.CouldHappen(world, h)));
    }

    public void Read(IReadOnlyList<string> notes)
    {
        var lines = notes.Select(n => n.Trim()).ToHashSet(StringComparer.Ordinal);
        Keep(world => !_worlds.Contradicts(world, lines));
    }

    private void Keep(Func<int, bool> holds)
    {
        var kept = new bool[_possible.Length];
        for (var world = 0; world < kept.Length; world++)
        {
            kept[world] = _possible[world] && holds(world);
        }

        // What contradicts every world teaches nothing: notes may be wrong.
        if (Array.IndexOf(kept, true) >= 0)
        {
            kept.CopyTo(_possible, 0);
        }
    }
}

/// <summary>The worlds that a rulebook leaves possible, each solved, with the notes that tell them apart.</summary>
public sealed class HiddenWorlds
{
    private readonly IReadOnlyList<GameTable> _tables;
    private readonly IReadOnlyList<IGameSolution> _solutions;
    private readonly IReadOnlyList<IReadOnlyList<string>> _notes;
    private readonly HashSet<string> _vocabulary;

    /// <summary>Worlds with all that is true of the hidden part in each, one line a fact, in order.</summary>
    public HiddenWorlds(
        IReadOnlyList<GameTable> tables,
        IReadOnlyList<IGameSolution> solutions,
        IReadOnlyList<IReadOnlyList<string>> notes)
    {
        _tables = tables;
        _solutions = solutions;
        _notes = notes;
        _vocabulary = [.. notes.SelectMany(n => n)];
    }

    public int Count => _tables.Count;

    /// <summary>The facts on which all the possible worlds agree.</summary>
    public IReadOnlyList<string> NotesOf(bool[] possible)
    {
        IEnumerable<string>? common = null;
        for (var world = 0; world < possible.Length; world++)
        {
            if (possible[world])
            {
                common = common is null ? _notes[world] : common.Intersect(_notes[world], StringComparer.Ordinal);
            }
        }

        return [.. common ?? []];
    }

    /// <summary>Whether one of the lines is a fact of other worlds and not of this one.</summary>
    public bool Contradicts(int world, HashSet<string> lines) =>
        lines.Any(line => _vocabulary.Contains(line) && !_notes[world].Contains(line));

    /// <summary>What the learner's moves are worth in a position, were this world the true one.</summary>
    public IReadOnlyList<double>? MoveValues(int world, IPosition position)
    {
        var there = Game(world).InWorld(position);
        return _solutions[world] switch
        {
            _ when there.Phase != Phase.Moves => null,
            GraphSolution graph when graph.Graph.NumberOf(there) >= 0 => graph.MoveValues(there),
            BeliefSolution beliefs => beliefs.MoveValues(Game(world), _tables[world].Seat, there),
            _ => null,
        };
    }

    /// <summary>Whether the same could have been seen in this world.</summary>
    public bool CouldHappen(int world, Happening happening)
    {
        var game = Game(world);
        if (happening.Before is ChancePosition)
        {
            return true;
        }

        var before = game.InWorld(happening.Before);
        var result = happening.Moves.Count == 0
            ? before.Phase == Phase.Chance ? before.AfterChance(happening.Outcome) : before
            : before.Phase == Phase.Moves ? before.After([.. happening.Moves.Select(m => Math.Max(m, 0))]) : before;
        if (result.Phase != happening.After.Phase)
        {
            return false;
        }

        var seat = _tables[world].Seat;
        return result.Phase == Phase.Over
            ? result.Score(seat) == happening.After.Score(seat)
            : Equals(game.Sight(result, seat), game.Sight(happening.After, seat));
    }

    private IWorldGame Game(int world) => (IWorldGame)_tables[world].Game;
}

using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>
/// Plays a closed game by what was observed: weighs the worlds by how likely they make all that was seen, and makes the
/// move with the highest mean worth over them. The worth of a move in a world assumes that the rest is then played
/// knowing that world, so it plays well on what it knows but never tries something only to find out.
/// </summary>
public sealed class WorldsDemonstrator : IDemonstrator
{
    /// <summary>Notes take a world for ruled out that is so much less likely than the likeliest.</summary>
    private const double Doubt = 1e-3;

    private readonly HiddenWorlds _worlds;

    // By the episodes that are over; the one being played is counted apart, since it is seen again with every turn.
    private double[] _weights;
    private GameEpisode? _current;

    /// <summary>Somebody who has read the rulebook and seen nothing yet.</summary>
    public WorldsDemonstrator(HiddenWorlds worlds)
    {
        _worlds = worlds;
        _weights = new double[worlds.Count];
        Array.Fill(_weights, 1);
    }

    /// <summary>All that the rulebook leaves possible.</summary>
    public HiddenWorlds Worlds => _worlds;

    public IReadOnlyList<string> Notes
    {
        get
        {
            var weights = Weights(_current);
            var least = Doubt * weights.Max();
            return _worlds.NotesOf(world => weights[world] >= least);
        }
    }

    public string Choose(IEpisode episode)
    {
        var play = (GameEpisode)episode;
        var seat = play.Table.Seat;
        if (_current is not null && !play.Follows(_current))
        {
            Close();
        }

        var weights = Weights(play);
        var worth = new double[play.Position.MoveCount(seat)];
        for (var world = 0; world < weights.Length; world++)
        {
            if (weights[world] > 0 && _worlds.MoveValues(world, play.Position) is { } values)
            {
                for (var move = 0; move < worth.Length; move++)
                {
                    worth[move] += weights[world] * values[move];
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
        if (_current is not null && !((GameEpisode)before).Follows(_current))
        {
            Close();
        }

        _current = (GameEpisode)after;
        if (after.Outcome is not null)
        {
            Close();
        }
    }

    public void Read(IReadOnlyList<string> notes)
    {
        var lines = notes.Select(n => n.Trim()).ToHashSet(StringComparer.Ordinal);
        Keep([.. Enumerable.Range(0, _weights.Length).Select(w => _worlds.Contradicts(w, lines) ? 0.0 : _weights[w])]);
    }

    private void Close()
    {
        Keep(Weights(_current));
        _current = null;
    }

    private double[] Weights(GameEpisode? episode)
    {
        if (episode is null)
        {
            return _weights;
        }

        var happenings = episode.Past;
        return [.. _weights.Select((weight, world) => weight == 0 ? 0 : weight * _worlds.Likelihood(world, happenings))];
    }

    private void Keep(double[] weights)
    {
        // What contradicts every world teaches nothing: notes may be wrong.
        var most = weights.Max();
        if (most > 0)
        {
            _weights = [.. weights.Select(w => w / most)];
        }
    }
}

using AgentMemory.Core;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Checks;

/// <summary>A game played at random by everybody.</summary>
public sealed record Playout
{
    public required string Game { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The positions in which somebody moves, in order.</summary>
    public required IReadOnlyList<PlayoutStep> Steps { get; init; }

    public required IReadOnlyDictionary<string, double> Goals { get; init; }

    /// <summary>False where a step limit broke the game off.</summary>
    public required bool Terminal { get; init; }

    /// <summary>Plays one game; the same generator gives the same game.</summary>
    public static Playout Play(string id, IGame game, Rng rng, CancellationToken cancellation = default)
    {
        var steps = new List<PlayoutStep>();
        var position = game.Start;
        var moves = new int[game.Roles.Count];
        while (position.Phase != Phase.Over)
        {
            cancellation.ThrowIfCancellationRequested();
            if (position.Phase == Phase.Chance)
            {
                var draw = GameTable.Draw(position, rng);
                if (position is GdlPosition pending && steps.Count > 0)
                {
                    steps[^1] = steps[^1].WithRandom(pending.ChanceText(draw.Outcome));
                }

                position = draw.After;
                continue;
            }

            for (var seat = 0; seat < moves.Length; seat++)
            {
                var count = position.MoveCount(seat);
                moves[seat] = count > 0 ? rng.Next(count) : 0;
            }

            steps.Add(PlayoutStep.Of(game, position, moves));
            position = position.After(moves);
        }

        return new Playout
        {
            Game = id,
            Roles = game is GdlGame gdl ? gdl.Engine.Roles : game.Roles,
            Steps = steps,
            Goals = game.Roles.Select((role, seat) => (role, position.Score(seat))).ToDictionary(g => g.role, g => g.Item2),
            Terminal = position is not GdlPosition { IsTerminal: false },
        };
    }
}

/// <summary>One position in which somebody moves.</summary>
public sealed record PlayoutStep
{
    /// <summary>Legal moves of every role that moves here.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Legal { get; init; }

    /// <summary>What they did.</summary>
    public required IReadOnlyDictionary<string, string> Moves { get; init; }

    internal static PlayoutStep Of(IGame game, IPosition position, int[] moves)
    {
        var legal = new Dictionary<string, IReadOnlyList<string>>();
        var made = new Dictionary<string, string>();
        for (var seat = 0; seat < moves.Length; seat++)
        {
            var count = position.MoveCount(seat);
            if (count > 0)
            {
                var at = seat;
                legal[game.Roles[seat]] = [.. Enumerable.Range(0, count).Select(move => position.MoveText(at, move))];
                made[game.Roles[seat]] = position.MoveText(seat, moves[seat]);
            }
        }

        if (game is GdlGame { Random: >= 0 } gdl)
        {
            var random = ((GdlPosition)position).LegalOfRoles[gdl.Random];
            legal["random"] = random;
            made["random"] = random[0];
        }

        return new PlayoutStep { Legal = legal, Moves = made };
    }

    internal PlayoutStep WithRandom(string move) =>
        this with { Moves = new Dictionary<string, string>(Moves) { ["random"] = move } };
}

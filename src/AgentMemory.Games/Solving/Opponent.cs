using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Solving;

/// <summary>
/// How the other seats play, as users write it: <c>random</c>; <c>greedy</c> (sees one move ahead); <c>minimax-3</c>
/// (sees three); <c>optimal</c>; <c>mix:0.3</c> (random three times in ten, else optimal) or <c>mix:0.3:greedy</c>.
/// Where several moves are equally good, each is as likely.
/// </summary>
/// <param name="Plies">How many moves ahead it sees: 0 for random, int.MaxValue for optimal.</param>
/// <param name="Epsilon">How often it picks at random instead.</param>
public sealed record Opponent(int Plies, double Epsilon)
{
    private static readonly NumberRange<int> Depths = new(1, 64);
    private static readonly NumberRange<double> Shares = new(0, 1);

    public static Opponent Random { get; } = new(0, 0);

    /// <summary>The parameter of a family.</summary>
    /// <param name="otherwise">What holds when it is left out.</param>
    /// <param name="more">What is to be said of this family besides, after a semicolon.</param>
    public static TextParameter<Opponent> Parameter(string otherwise, string more = "") => new(
        "opponent",
        otherwise,
        $"random, greedy, minimax-K (K from {Depths.Least} to {Depths.Most}), optimal, mix:EPS or mix:EPS:greedy (EPS from {Shares.Least} to {Shares.Most})",
        $"how the other seats play; mix: at random EPS of the time{more}",
        ["random", "greedy", "minimax-2", "optimal", "mix:0.3", "mix:0.3:greedy"],
        (_, text) => TryParse(text));

    /// <summary>Null when the text is none of the forms.</summary>
    public static Opponent? TryParse(string text)
    {
        switch (text)
        {
            case "random":
                return Random;
            case "greedy":
                return new Opponent(1, 0);
            case "optimal":
                return new Opponent(int.MaxValue, 0);
        }

        if (text.StartsWith("minimax-", StringComparison.Ordinal))
        {
            return Depths.TryRead(text[8..], out var plies) ? new Opponent(plies, 0) : null;
        }

        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0] != "mix"
            || !Shares.TryRead(parts[1], out var epsilon))
        {
            return null;
        }

        var inner = parts.Length == 3 ? TryParse(parts[2]) : new Opponent(int.MaxValue, 0);
        return inner is null ? null : inner with { Epsilon = epsilon };
    }

    /// <summary>This opponent's play of a seat, in a game of two seats with opposite interests and turns.</summary>
    public GraphPolicy? On(StateGraph graph, int seat)
    {
        if (Plies == 0)
        {
            return null;
        }

        // A policy that sees k moves ahead values what it moves to by looking k - 1 moves beyond.
        var values = GraphValues.Minimax(graph, Plies == int.MaxValue ? int.MaxValue : Plies - 1);
        var weights = new double[]?[graph.Count];
        var sign = seat == 0 ? 1 : -1;
        for (var node = 0; node < graph.Count; node++)
        {
            graph.Cancellation.ThrowIfCancellationRequested();
            var count = graph.Position(node).MoveCount(seat);
            if (count < 2)
            {
                continue;
            }

            var worth = new double[count];
            var targets = graph.Targets(node);
            for (var move = 0; move < count; move++)
            {
                worth[move] = sign * values[targets[move]];
            }

            var best = GraphValues.UniformOverBest(worth);
            for (var move = 0; move < count; move++)
            {
                best[move] = ((1 - Epsilon) * best[move]) + (Epsilon / count);
            }

            weights[node] = best;
        }

        return new GraphPolicy(graph, seat, weights);
    }
}

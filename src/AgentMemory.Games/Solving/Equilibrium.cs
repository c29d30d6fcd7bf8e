using System.Runtime.CompilerServices;
using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>
/// The equilibrium of a game of two seats with opposite interests, chance and hidden information, by the linear program
/// over realisation plans (D. Koller, N. Megiddo and B. von Stengel, "Fast algorithms for finding randomized strategies
/// in game trees", STOC 1994). All scores are shifted to be positive, which turns its equations into bounds and lets
/// the simplex method start at once.
/// </summary>
public sealed class Equilibrium
{
    private const int BeliefsMax = 1_000_000;

    private Equilibrium(IReadOnlyList<IPolicy> policies, double value, double exploitability) =>
        (Policies, Value, Exploitability) = (policies, value, exploitability);

    /// <summary>One for each seat.</summary>
    public IReadOnlyList<IPolicy> Policies { get; }

    /// <summary>Mean score of seat 0 when both play best.</summary>
    public double Value { get; }

    /// <summary>What best responses win on average over both seats; 0 at an exact equilibrium.</summary>
    public double Exploitability { get; }

    /// <summary>Solves a game whose sights hold all that a seat has seen.</summary>
    /// <param name="game">Of two seats whose scores always have the same sum.</param>
    /// <param name="total">That sum.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UserErrorException">It is too large.</exception>
    public static Equilibrium Solve(IGame game, double total = 0, CancellationToken cancellation = default) =>
        TrySolve(game, total, cancellation)
        ?? throw new UserErrorException($"game {game.Name} is too large for an equilibrium; make it smaller");

    /// <summary>As <see cref="Solve"/>; null where the linear program or the best responses would be too large.</summary>
    public static Equilibrium? TrySolve(IGame game, double total = 0, CancellationToken cancellation = default)
    {
        var form = new SequenceForm(game, cancellation);
        if (form.IsTooLarge)
        {
            return null;
        }

        IPolicy[] policies = [form.Solve(0), form.Solve(1)];
        var best = new double[2];
        for (var seat = 0; seat < 2; seat++)
        {
            var table = new GameTable { Game = game, Seat = seat, Policies = policies };
            if (BeliefSolver.Solve([(table, 1.0)], BeliefsMax, cancellation: cancellation) is not { } response)
            {
                return null;
            }

            best[seat] = response.Value;
        }

        // Each best response bounds the value from one side; the truth lies between.
        return new Equilibrium(policies, (best[0] + total - best[1]) / 2, (best[0] + best[1] - total) / 2);
    }
}

/// <summary>A game as sequences of own moves and the scores that pairs of them lead to.</summary>
internal sealed class SequenceForm
{
    private const int SequencesMax = 1_200;
    private const int VisitsMax = 3_000_000;
    private readonly IGame _game;
    private readonly CancellationToken _cancellation;
    private readonly Seat[] _seats = [new(), new()];

    // By the two sequences: how likely chance lets them end the game, and seat 0's score weighted by that.
    private readonly Dictionary<(int First, int Second), (double Probability, double Score)> _ends = [];
    private int _visits;

    /// <summary>The linear program would take more than some seconds.</summary>
    public bool IsTooLarge => _visits > VisitsMax || _seats.Any(s => s.Parents.Count > SequencesMax);

    public SequenceForm(IGame game, CancellationToken cancellation)
    {
        _game = game;
        _cancellation = cancellation;
        Visit(game.Start, 0, 0, 1);
    }

    /// <summary>A best plan for a seat against the worst that the other can do.</summary>
    public SightPolicy Solve(int seat)
    {
        var own = _seats[seat];
        var other = _seats[1 - seat];

        // Variables: the own realisation plan, then one value for every information set of the other, the root first.
        var plans = own.Parents.Count;
        var count = plans + 1 + other.Sets.Count;
        var rows = new List<double[]>();
        for (var sequence = 0; sequence < other.Parents.Count; sequence++)
        {
            var row = new double[count];
            row[plans + other.SetOf[sequence]] = 1;
            rows.Add(row);
        }

        foreach (var set in other.Sets.Values)
        {
            rows[set.Parent][plans + set.Number] -= 1;
        }

        var shift = 1 - (seat == 0 ? _game.ScoreMin : -_game.ScoreMax);
        foreach (var ((first, second), (probability, score)) in _ends)
        {
            var (mine, theirs) = seat == 0 ? (first, second) : (second, first);
            rows[theirs][mine] -= (seat == 0 ? score : -score) + (shift * probability);
        }

        var bounds = new List<double>(new double[rows.Count]);
        foreach (var set in own.Sets.Values)
        {
            var row = new double[count];
            row[set.Parent] = -1;
            for (var move = 0; move < set.Moves; move++)
            {
                row[set.First + move] = 1;
            }

            rows.Add(row);
            bounds.Add(0);
        }

        var root = new double[count];
        root[0] = 1;
        rows.Add(root);
        bounds.Add(1);
        var goal = new double[count];
        goal[plans] = 1;
        return own.Policy(_game, Simplex.Maximise(rows, [.. bounds], goal, new Rng(1), _cancellation));
    }

    private void Visit(IPosition position, int first, int second, double probability)
    {
        _cancellation.ThrowIfCancellationRequested();
        // A long game would overrun the call stack.
        if (++_visits > VisitsMax || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _visits = VisitsMax + 1;
            return;
        }

        switch (position.Phase)
        {
            case Phase.Over:
                var sum = _ends.GetValueOrDefault((first, second));
                _ends[(first, second)] =
                    (sum.Probability + probability, sum.Score + (probability * position.Score(0)));
                break;
            case Phase.Chance:
                for (var i = 0; i < position.ChanceCount; i++)
                {
                    Visit(position.AfterChance(i), first, second, probability * position.ChanceProbability(i));
                }

                break;
            default:
                VisitMoves(position, first, second, probability);
                break;
        }
    }

    private void VisitMoves(IPosition position, int first, int second, double probability)
    {
        // Who moves at the same time does not see what the other chooses: the second choice knows no more than the first.
        var (left, right) = (Choices(position, 0, first), Choices(position, 1, second));
        Span<int> moves = stackalloc int[2];
        for (moves[0] = 0; moves[0] < left.Count; moves[0]++)
        {
            for (moves[1] = 0; moves[1] < right.Count; moves[1]++)
            {
                Visit(position.After(moves), left.Sequences + moves[0], right.Sequences + moves[1], probability);
            }
        }
    }

    /// <summary>How many choices a seat has and the number of the sequence that ends with its first; a forced move is none.</summary>
    private (int Count, int Sequences) Choices(IPosition position, int seat, int sequence)
    {
        var count = position.MoveCount(seat);
        return count < 2 ? (1, sequence) : (count, _seats[seat].At(_game.Sight(position, seat), count, sequence).First);
    }

    /// <summary>An information set: its number from 1, the sequence that leads to it, its first own sequence, its moves.</summary>
    private sealed record Set(int Number, int Parent, int First, int Moves);

    private sealed class Seat
    {
        public Dictionary<object, Set> Sets { get; } = [];

        /// <summary>For every sequence the sequence before; the empty one first.</summary>
        public List<int> Parents { get; } = [-1];

        /// <summary>For every sequence the number of the set in which its last move is made; 0 for the empty one.</summary>
        public List<int> SetOf { get; } = [0];

        public Set At(object sight, int moves, int parent)
        {
            if (!Sets.TryGetValue(sight, out var set))
            {
                Sets[sight] = set = new Set(Sets.Count + 1, parent, Parents.Count, moves);
                for (var move = 0; move < moves; move++)
                {
                    Parents.Add(parent);
                    SetOf.Add(set.Number);
                }
            }

            return set;
        }

        public SightPolicy Policy(IGame game, double[] plan) => new(game, Sets.ToDictionary(s => s.Key, s =>
        {
            var weights = plan[s.Value.First..(s.Value.First + s.Value.Moves)];
            var sum = weights.Sum();

            // A set that the plan never reaches may be played in any way.
            return sum < 1e-7 ? [.. weights.Select(_ => 1.0 / weights.Length)] : (double[])[.. weights.Select(w => w / sum)];
        }));
    }
}

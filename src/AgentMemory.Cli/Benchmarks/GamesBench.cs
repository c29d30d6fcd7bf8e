using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Play;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>One figure of <c>agentmemory bench games</c>.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Goal">What the project promises; more is better, but for milliseconds.</param>
internal sealed record GameFigure(string Name, double Value, string Unit, double Goal);

/// <summary>Measures how fast games are, on one core.</summary>
internal sealed class GamesBench
{
    private const string TicTacToe = """
        (role white) (role black) (index 1) (index 2) (index 3)
        (<= (init (cell ?x ?y b)) (index ?x) (index ?y))
        (init (control white))
        (<= (legal ?p (mark ?x ?y)) (true (cell ?x ?y b)) (true (control ?p)))
        (<= (legal white noop) (true (control black)))
        (<= (legal black noop) (true (control white)))
        (<= (next (cell ?x ?y x)) (does white (mark ?x ?y)))
        (<= (next (cell ?x ?y o)) (does black (mark ?x ?y)))
        (<= (next (cell ?x ?y ?m)) (true (cell ?x ?y ?m)) (distinct ?m b))
        (<= (next (cell ?x ?y b)) (true (cell ?x ?y b)) (does ?p (mark ?u ?v)) (or (distinct ?x ?u) (distinct ?y ?v)))
        (<= (next (control white)) (true (control black)))
        (<= (next (control black)) (true (control white)))
        (<= (line ?m) (index ?x) (true (cell ?x 1 ?m)) (true (cell ?x 2 ?m)) (true (cell ?x 3 ?m)))
        (<= (line ?m) (index ?y) (true (cell 1 ?y ?m)) (true (cell 2 ?y ?m)) (true (cell 3 ?y ?m)))
        (<= (line ?m) (true (cell 1 1 ?m)) (true (cell 2 2 ?m)) (true (cell 3 3 ?m)))
        (<= (line ?m) (true (cell 1 3 ?m)) (true (cell 2 2 ?m)) (true (cell 3 1 ?m)))
        (<= open (true (cell ?x ?y b)))
        (<= (goal white 100) (line x)) (<= (goal black 100) (line o))
        (<= (goal white 0) (line o)) (<= (goal black 0) (line x))
        (<= (goal ?p 50) (role ?p) (not (line x)) (not (line o)))
        (<= terminal (line x)) (<= terminal (line o)) (<= terminal (not open))
        """;

    private readonly TimeProvider _time;

    public GamesBench(TimeProvider time) => _time = time;

    /// <summary>Measures everything; takes about <paramref name="each"/> for every figure.</summary>
    public IReadOnlyList<GameFigure> Run(PromptBook book, TimeSpan each)
    {
        var catalogue = new GameCatalogue(book);
        var figures = new List<GameFigure>
        {
            new("heaps, random moves", Moves(catalogue.ResolveGame("heaps?piles=3").Table.Game, each), "per second", 2e6),
            new("lines, random moves", Moves(catalogue.ResolveGame("lines").Table.Game, each), "per second", 2e6),
            new("GDL tic-tac-toe, state expansions",
                Moves(new GdlLoader(book).Read("tic-tac-toe.kif", TicTacToe), each), "per second", 20_000),
        };
        foreach (var family in catalogue.Families)
        {
            figures.Add(new GameFigure($"{family.Name}, a new solved instance", SolveMilliseconds(family, each), "ms, the slowest of 20 seeds", 200));
        }

        return figures;
    }

    /// <summary>Moves a second of random play: legal moves counted, one taken, the next position made.</summary>
    private double Moves(IGame game, TimeSpan each)
    {
        var rng = new Rng(1);
        var count = 0L;
        Span<int> moves = stackalloc int[game.Roles.Count];
        for (var warm = 0; warm < 2; warm++)
        {
            count = 0;
            var began = _time.GetTimestamp();
            while (_time.GetElapsedTime(began) < each)
            {
                count += RandomGame(game, moves, rng);
            }

            if (warm == 1)
            {
                return count / _time.GetElapsedTime(began).TotalSeconds;
            }
        }

        return count;
    }

    private static int RandomGame(IGame game, Span<int> moves, Rng rng)
    {
        var made = 0;
        var position = game.Start;
        while (position.Phase != Phase.Over)
        {
            if (position.Phase == Phase.Chance)
            {
                position = position.AfterChance(rng.Next(position.ChanceCount));
                continue;
            }

            for (var seat = 0; seat < moves.Length; seat++)
            {
                var choices = position.MoveCount(seat);
                moves[seat] = choices > 1 ? rng.Next(choices) : 0;
            }

            position = position.After(moves);
            made++;
        }

        return made;
    }

    private double SolveMilliseconds(ITaskFamily family, TimeSpan each)
    {
        var slowest = 0.0;
        var began = _time.GetTimestamp();
        family.Create(TaskParameters.Parse($"{family.Name}?seed=1000"));
        for (var seed = 1; seed <= 20 && _time.GetElapsedTime(began) < 20 * each; seed++)
        {
            var start = _time.GetElapsedTime(began);
            family.Create(TaskParameters.Parse($"{family.Name}?seed={seed}"));
            slowest = Math.Max(slowest, (_time.GetElapsedTime(began) - start).TotalMilliseconds);
        }

        return slowest;
    }
}

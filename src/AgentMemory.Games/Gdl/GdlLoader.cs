using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>Makes tasks of rulesheets in the Game Description Language.</summary>
public sealed class GdlLoader
{
    private const int StatesMax = 150_000;
    private const int BeliefsMax = 100_000;
    private const long WorkMax = 1_200_000_000;
    private readonly GameWords _words;

    /// <summary>A loader that takes its words from the book.</summary>
    public GdlLoader(PromptBook book)
    {
        _words = new GameWords(book);
    }

    /// <summary>What may stand behind the file's name.</summary>
    public static IReadOnlyList<TaskParameter> Parameters { get; } =
    [
        new("seed", "1", $"names the episodes, {Ranges.Seed}"),
        new("role", "the first", "the learner's role, as in the rules"),
        new("opponent", "random", Opponent.Forms + "; all but random need two roles that take turns with opposite goals"),
        new("steps", "512", "joint moves until a game is broken off, 1 to 10000"),
    ];

    /// <summary>Reads a rulesheet without solving it.</summary>
    /// <exception cref="UserErrorException">It cannot be read or breaks a rule of the language.</exception>
    public GdlGame Read(string file, string text, int stepsMax = 512, bool countsSteps = true) =>
        Game(file, GdlEngine.Of(new GdlRulesheet(file, text)), stepsMax, countsSteps);

    /// <summary>The task of a rulesheet.</summary>
    /// <param name="p">The file's name with parameters.</param>
    /// <param name="text">The rules.</param>
    /// <exception cref="UserErrorException">It cannot be read, breaks a rule of the language, or a parameter is wrong.</exception>
    public GameTask Create(TaskParameters p, string text)
    {
        var file = Path.GetFileName(p.Family);
        var sheet = new GdlRulesheet(file, text);
        var engine = GdlEngine.Of(sheet);
        var stepsMax = p.Whole("steps", 512, 1, 10_000);
        var game = Game(file, engine, stepsMax, countsSteps: false);
        var graph = StateGraph.TryExplore(game, StatesMax, out var comesBack, () => engine.Work > WorkMax);
        if (comesBack)
        {
            game = Game(file, engine, stepsMax, countsSteps: true);
            graph = StateGraph.TryExplore(game, StatesMax, out _, () => engine.Work > 2 * WorkMax);
        }

        var role = p.Text("role", game.Roles[0]);
        var seat = game.Roles.ToList().IndexOf(role);
        if (seat < 0)
        {
            throw new UserErrorException($"{file}: there is no role {role}; it has {string.Join(", ", game.Roles)}");
        }

        _ = p.Seed;
        var table = Table(game, graph, seat, Opponent.From(p, "random"), file);
        p.RefuseUnread();
        var solution = Solution(table, graph);
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = "file",
            Documents = [new Document(
                _words.Title(game.Name),
                _words.Book.Fill("games/gdl/rulebook", ("role", role), ("rules", text.ReplaceLineEndings("\n").Trim())))],
            Table = table,
            Solution = solution,
            Hidden = () => HiddenShare.Nothing,
            Demonstrate = () => new BestPlayDemonstrator(solution),
            Cautions = [.. sheet.Cautions, .. Cautions(solution, stepsMax)],
        });
    }

    private static GameTable Table(GdlGame game, StateGraph? graph, int seat, Opponent opponent, string file)
    {
        var policies = new IPolicy[game.Roles.Count];
        Array.Fill(policies, RandomPolicy.Instance);
        if (opponent.Plies > 0 && game.Roles.Count > 1)
        {
            if (graph is null || game.HidesInformation || !TurnValue.Fits(graph))
            {
                throw new UserErrorException(
                    $"{file}: only opponent=random goes with this game; the others need two roles that take turns with opposite goals, and few enough states");
            }

            policies[1 - seat] = opponent.On(graph, 1 - seat)!;
        }

        return new GameTable { Game = game, Seat = seat, Policies = policies };
    }

    private static IGameSolution Solution(GameTable table, StateGraph? graph)
    {
        var game = (GdlGame)table.Game;
        if (graph is not null && !game.HidesInformation)
        {
            return new GraphSolution(graph, table);
        }

        return graph is not null && BeliefSolution.Solve(table, graph, BeliefsMax) is { } beliefs
            ? beliefs
            : new GoalRange(game, table.Seat);
    }

    private static IEnumerable<string> Cautions(IGameSolution solution, int stepsMax)
    {
        if (solution is GoalRange)
        {
            yield return "the game is too large to solve: floor and ceiling are the range of its goals, not what play can reach";
        }
        else if (solution.Ceiling - solution.Floor < Rejection.RangeShareMin * 100)
        {
            yield return "good play is worth less than a fifth of the goal range against this opponent";
        }

        if (stepsMax < 2)
        {
            yield return "with so few steps most games are broken off";
        }
    }

    private GdlGame Game(string file, GdlEngine engine, int stepsMax, bool countsSteps) =>
        new(Path.GetFileNameWithoutExtension(file), engine, stepsMax, countsSteps, _words);
}

/// <summary>Stands in for a solution where a game is too large: the least and the most that its rules can give.</summary>
public sealed class GoalRange : IGameSolution
{
    internal GoalRange(GdlGame game, int seat)
    {
        (Floor, Ceiling) = game.Engine.GoalRange(game.RoleOf(seat));
    }

    public double Floor { get; }

    public double Ceiling { get; }

    public int States => 0;

    public IReadOnlyList<double>? MoveValues(GameEpisode episode) => null;
}

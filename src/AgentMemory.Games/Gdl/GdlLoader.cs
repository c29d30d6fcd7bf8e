using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Gdl;

/// <summary>Makes tasks of rulesheets in the Game Description Language.</summary>
public sealed class GdlLoader
{
    private const int StatesMax = 150_000;
    private const int BeliefsMax = 100_000;
    private const int PairsMax = 200_000;
    private const long WorkMax = 1_200_000_000;
    private const string Short = "with so few steps most games are broken off";
    private const string Unchecked = "too many states look alike to check that every role knows its legal moves; "
        + "where it does not, the list of its moves tells it more than sees does";

    private static readonly NumberParameter<int> Steps = TaskParameter.Whole("steps", 512, 1, 10_000, "joint moves until a game is broken off");

    // Roles are the sheet's, so what may be given is known once it is read.
    private static readonly TextParameter<string> Role = new(
        "role", "the first", "a role of the rules", "the learner's role", [], (_, text) => text);

    private static readonly TextParameter<Opponent> Other = Opponent.Parameter(
        "random", "; all but random need two roles that take turns with opposite goals");

    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A loader that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what reading and solving a sheet takes.</param>
    public GdlLoader(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    /// <summary>One line for the list.</summary>
    public static string Summary => "a rulesheet in the Game Description Language, GDL or GDL-II";

    /// <summary>What may be written after the file's name.</summary>
    public static IReadOnlyList<TaskParameter> Parameters { get; } = [TaskParameter.Seed, Role, Other, Steps];

    /// <summary>Reads a rulesheet without solving it.</summary>
    /// <exception cref="UserErrorException">It cannot be read or breaks a rule of the language.</exception>
    public GdlGame Read(string file, string text, int stepsMax = 512, bool countsSteps = true) =>
        Game(file, GdlEngine.Of(new GdlRulesheet(file, text)), stepsMax, countsSteps);

    /// <summary>The task of a rulesheet.</summary>
    /// <param name="p">The file's name with parameters.</param>
    /// <param name="text">The rules.</param>
    /// <param name="isSolved">
    /// Works out what the game is worth, which visits every state that it can. Without it, floor and ceiling are the
    /// range of the goals: enough to play at random. An opponent that looks ahead is worked out all the same.
    /// </param>
    /// <exception cref="UserErrorException">It cannot be read, breaks a rule of the language, or a parameter is wrong.</exception>
    public GameTask Create(TaskParameters p, string text, bool isSolved = true)
    {
        var file = Path.GetFileName(p.Family);
        var sheet = new GdlRulesheet(file, text);
        var engine = GdlEngine.Of(sheet);
        var stepsMax = p.Read(Steps);
        var game = Game(file, engine, stepsMax, countsSteps: false);
        var seat = Seat(p, game);
        var opponent = p.Read(Other);
        var comesBack = false;
        var graph = isSolved || opponent.Plies > 0
            ? StateGraph.TryExplore(game, StatesMax, out comesBack, () => engine.Work > WorkMax, _cancellation)
            : null;
        if (comesBack)
        {
            game = Game(file, engine, stepsMax, countsSteps: true);
            graph = StateGraph.TryExplore(game, StatesMax, out _, () => engine.Work > 2 * WorkMax, _cancellation);
        }

        _ = p.Seed;
        var table = Table(game, graph, seat, opponent, file);
        p.RefuseUnread(Parameters);
        var knowsMoves = KnowsMoves(game, isSolved, _cancellation);
        var solution = isSolved ? Solution(table, graph) : Range(game, seat);
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = "file",
            Documents = Rulebook(seat),
            DocumentsOf = Rulebook,
            Table = table,
            Solution = solution,
            Cancellation = _cancellation,
            Hidden = () => HiddenShare.Nothing,
            Demonstrate = () => new BestPlayDemonstrator(solution),
            Cautions =
            [
                .. sheet.Cautions,
                .. knowsMoves ? [] : new[] { Unchecked },
                .. isSolved ? Worth(solution) : [],
                .. stepsMax < 2 ? [Short] : Array.Empty<string>(),
            ],
        });

        IReadOnlyList<Document> Rulebook(int reader) =>
        [
            new Document(
                _words.Title(game.Name),
                _words.Book.Fill("games/gdl/rulebook", ("role", game.Roles[reader]), ("rules", text.ReplaceLineEndings("\n").Trim()))),
        ];
    }

    /// <summary>The seat of the learner's role; like all words of a rulesheet it is told apart without case.</summary>
    private static int Seat(TaskParameters p, GdlGame game)
    {
        var file = Path.GetFileName(p.Family);
        if (game.Roles.Count == 0)
        {
            throw new UserErrorException(
                $"{file}:1:1: only random has a role, and it is chance; give a player one, such as (role white)");
        }

        var given = p.Read(Role);
        var role = p.Has(Role) ? given : game.Roles[0];
        var seat = game.Roles.ToList().FindIndex(name => string.Equals(name, role, StringComparison.OrdinalIgnoreCase));
        if (seat >= 0)
        {
            return seat;
        }

        var why = string.Equals(role, "random", StringComparison.OrdinalIgnoreCase) && game.Random >= 0
            ? "random is chance and nobody plays it"
            : "there is no such role";
        throw new UserErrorException(
            $"{file}: role={role} cannot be used: {why}; it has {string.Join(", ", game.Roles)}"
            + NearestName.Hint(role, game.Roles));
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

        var beliefs = graph is null
            ? null
            : BeliefSolution.Solve(table, graph, BeliefsMax, () => game.Engine.Work > 4 * WorkMax);
        return beliefs is not null ? beliefs : Range(game, table.Seat);
    }

    private static GoalRange Range(GdlGame game, int seat)
    {
        var (least, most) = game.Engine.GoalRange(game.RoleOf(seat));
        return new GoalRange(least, most);
    }

    // Whoever only plays or checks a sheet waits for a first look, and not for all that solving takes.
    private static bool KnowsMoves(GdlGame game, bool isSolved, CancellationToken cancellation)
    {
        var workMax = game.Engine.Work + (isSolved ? WorkMax : WorkMax / 20);
        return !game.HidesInformation || GdlKnowledge.Check(game, isSolved ? PairsMax : PairsMax / 20, IsSpent);

        bool IsSpent()
        {
            cancellation.ThrowIfCancellationRequested();
            return game.Engine.Work > workMax;
        }
    }

    private static IEnumerable<string> Worth(IGameSolution solution)
    {
        if (solution is GoalRange)
        {
            yield return "the game is too large to solve: floor and ceiling are the range of its goals, not what play can reach";
        }
        else if (solution.Ceiling - solution.Floor < Rejection.RangeShareMin * 100)
        {
            yield return "good play is worth less than a fifth of the goal range against this opponent";
        }
    }

    private GdlGame Game(string file, GdlEngine engine, int stepsMax, bool countsSteps) =>
        new(Path.GetFileNameWithoutExtension(file), engine, stepsMax, countsSteps, _words);
}

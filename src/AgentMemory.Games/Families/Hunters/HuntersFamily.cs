using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Hunters;

/// <summary>
/// Pieces with invented ways of going on a small board; won by capture, by reaching a cell, or by leaving the other
/// without a move. Closed with <c>hidden=target</c> or <c>hidden=habit</c>.
/// </summary>
public sealed class HuntersFamily : ITaskFamily
{
    private const int StatesMax = 1_000_000;
    private const int TargetsPossible = 4;
    private static readonly NumberParameter<int> Columns = TaskParameter.Whole("columns", 4, 3, 6, "columns of the board");
    private static readonly NumberParameter<int> Rows = TaskParameter.Whole("rows", 3, 3, 6, "rows of the board");
    private static readonly NumberParameter<int> Mine = TaskParameter.Whole("mine", 2, 1, 2, "the learner's pieces").But("1", "with hidden=target");
    private static readonly NumberParameter<int> Theirs = TaskParameter.Whole("theirs", 1, 1, 2, "the opponent's pieces");
    private static readonly WordParameter<HunterGoal?> Goal = new WordParameter<HunterGoal?>(
        "goal",
        "how a game is won: by capturing, by reaching a cell, or by leaving the other without a move",
        ("drawn", null),
        ("capture", HunterGoal.Capture),
        ("reach", HunterGoal.Reach),
        ("crumble", HunterGoal.Crumble)).But("reach", "with hidden=target");
    private static readonly NumberParameter<int> Moves = TaskParameter.Whole("moves", 10, 4, 24, "moves in all until a draw");
    private static readonly WordParameter<string> Hidden = TaskParameter.Word(
        "hidden", "target: the cell that wins is not told; habit: the opponent's liking is not told", "none", "target", "habit");
    private static readonly TextParameter<Opponent> Other = Opponent.Parameter("greedy");
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("other names", "one piece's moves changed");
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public HuntersFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "hunters";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "pieces with invented moves; closed with hidden=target or hidden=habit";

    public IReadOnlyList<TaskParameter> Parameters { get; } =
    [
        TaskParameter.Seed, Columns, Rows, Mine, Theirs, Goal, Moves, Hidden, Other, SeatParameter.Instance, GameNames.Parameter, Twin,
    ];

    public IReadOnlyList<string> Examples { get; } = ["hunters", "hunters?hidden=target", "hunters?hidden=habit"];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters p)
    {
        var (given, root) = (p.Read(GameNames.Parameter), new Rng(p.Seed).Fork(Name));
        var (hidden, twin, seat) = (p.Read(Hidden), p.Read(Twin), p.Read(SeatParameter.Instance));
        var goal = p.Read(Goal, hidden == "target");
        var (columns, rows, moves) = (p.Read(Columns), p.Read(Rows), p.Read(Moves));
        var (mine, theirs) = (p.Read(Mine, hidden == "target"), p.Read(Theirs));
        var solver = new TurnGameSolver(Name, seat, p.Read(Other), hidden == "habit", StatesMax, _words, _cancellation);
        p.RefuseUnread(Parameters);
        if (hidden == "target" && goal != HunterGoal.Reach)
        {
            throw new UserErrorException("hunters: hidden=target goes with goal=reach alone; leave goal out");
        }

        var (solved, skipped) = Rejection.Draw(root, twin, p.ToString(), (rng, variation) =>
        {
            var names = GameNames.Draw(given, 1 + mine + theirs, GameNames.Source(rng, twin));
            var form = new HunterForm
            {
                Columns = columns,
                Rows = rows,
                Pieces = Pieces(columns, rows, seat, mine, names, rng, variation),
                Goal = goal ?? (HunterGoal)rng.Fork("goal").Next(3),
                Targets = [-1, -1],
                MovesMax = moves,
            };
            return solver.Solve(new HunterGame(names[0], WithTargets(form, rng), _words), rng);
        }, hidden == "none" ? null : solved => Share(solved, hidden, solver));
        var game = (HunterGame)solved.Table.Game;
        var worlds = new Lazy<HiddenWorlds>(() => Worlds(solved, hidden, solver));
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(game.Name), Rulebook(game.Form, seat, hidden))],
            // The habit is that of the game's own opponent, and not the reader's.
            DocumentsOf = other => [new Document(_words.Title(game.Name), Rulebook(game.Form, other, hidden == "habit" ? "none" : hidden))],
            Table = solved.Table,
            Solution = solved.Solution,
            Cancellation = _cancellation,
            Hidden = () => Share(solved, hidden, solver),
            Demonstrate = () => hidden == "none"
                ? new BestPlayDemonstrator(solved.Solution)
                : new WorldsDemonstrator(worlds.Value),
            Reasons = WorkedTurns.In(_words.Book),
            TrueNotes = hidden switch
            {
                "none" => [],
                "habit" => solver.TrueNotes(solved),
                _ => [Note(game.Form, game.Form.Targets[seat])],
            },
            SeedsSkipped = skipped,
            Evidence = hidden == "none" ? null : () => worlds.Value.Evidence(),
        });
    }

    private HiddenShare Share(SolvedGame solved, string hidden, TurnGameSolver solver) => hidden == "none"
        ? HiddenShare.Nothing
        : Worlds(solved, hidden, solver).Share(
            _words.Book.Text(hidden == "habit" ? "games/habit-hidden" : "games/hunters/hidden"), _cancellation);

    private HiddenWorlds Worlds(SolvedGame solved, string hidden, TurnGameSolver solver)
    {
        if (hidden == "habit")
        {
            return solver.Habits(solved);
        }

        var game = (HunterGame)solved.Table.Game;
        var seat = solved.Table.Seat;
        var cells = PossibleTargets(game.Form, seat);
        var worlds = cells.Select(cell =>
        {
            var targets = game.Form.Targets.ToArray();
            targets[seat] = cell;
            return solver.Solve(
                new HunterGame(game.Name, game.Form with { Targets = targets }, _words), new Rng(0)).Solved;
        }).ToList();
        return new HiddenWorlds(
            [.. worlds.Select(w => w.Table)],
            [.. worlds.Select(w => w.Solution)],
            [.. cells.Select(cell => (IReadOnlyList<string>)[Note(game.Form, cell)])]);
    }

    private string Note(HunterForm form, int cell) => _words.Book.Fill("games/hunters/note", ("cell", form.Cell(cell)));

    private static IReadOnlyList<HunterPiece> Pieces(
        int columns, int rows, int seat, int mine, IReadOnlyList<string> names, Rng rng, int variation)
    {
        var changed = rng.Fork("varied", variation).Next(names.Count - 1);
        List<HunterPiece> pieces = [.. names.Skip(1).Select((name, i) => new HunterPiece(
            name, i < mine ? seat : 1 - seat, 0, Steps(rng.Fork("steps", i))))];
        var cells = Starts(columns, rows, pieces, rng);
        return [.. pieces.Select((piece, i) => piece with
        {
            Start = cells[i],
            Steps = variation > 0 && i == changed ? Steps(rng.Fork("changed steps", variation)) : piece.Steps,
        })];
    }

    /// <summary>A start in which nothing can be captured at once; after some tries any start.</summary>
    private static int[] Starts(int columns, int rows, IReadOnlyList<HunterPiece> pieces, Rng rng)
    {
        const int TriesMax = 50;
        var form = new HunterForm
        {
            Columns = columns,
            Rows = rows,
            Pieces = pieces,
            Goal = HunterGoal.Capture,
            Targets = [-1, -1],
            MovesMax = 1,
        };
        var cells = Enumerable.Range(0, columns * rows).ToArray();
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            rng.Fork("cells", attempt).Shuffle<int>(cells);
            if (!pieces.Where((piece, i) => form.Destinations(piece, cells[i])
                .Any(to => pieces.Where((other, j) => other.Seat != piece.Seat && cells[j] == to).Any())).Any())
            {
                break;
            }
        }

        return cells;
    }

    /// <summary>Three to five different ways to go, at most two cells in each direction.</summary>
    private static IReadOnlyList<(int Right, int Up)> Steps(Rng rng)
    {
        var steps = new List<(int, int)>();
        for (var right = -2; right <= 2; right++)
        {
            for (var up = -2; up <= 2; up++)
            {
                if ((right, up) != (0, 0))
                {
                    steps.Add((right, up));
                }
            }
        }

        var drawn = steps.ToArray();
        rng.Shuffle<(int, int)>(drawn);
        return drawn[..rng.Next(3, 6)];
    }

    private static HunterForm WithTargets(HunterForm form, Rng rng)
    {
        if (form.Goal != HunterGoal.Reach)
        {
            return form;
        }

        var draw = rng.Fork("targets");
        return form with { Targets = [draw.Pick(PossibleTargets(form, 0)), draw.Pick(PossibleTargets(form, 1))] };
    }

    /// <summary>Cells that no piece of the seat can reach in one move from the start, so that a game takes some doing.</summary>
    private static List<int> PossibleTargets(HunterForm form, int seat)
    {
        var own = form.Pieces.Where(p => p.Seat == seat).ToList();
        var near = own.SelectMany(p => form.Destinations(p, p.Start)).Concat(form.Pieces.Select(p => p.Start)).ToHashSet();
        var far = Enumerable.Range(0, form.Columns * form.Rows).Where(c => !near.Contains(c)).ToList();
        return far.Count == 0 ? [0] : [.. far.Take(TargetsPossible)];
    }

    private string Rulebook(HunterForm form, int seat, string hidden)
    {
        var book = _words.Book;
        var pieces = form.Pieces.Select(piece => book.Fill("games/hunters/piece",
            ("owner", book.Text(piece.Seat == seat ? "games/hunters/yours" : "games/hunters/theirs")),
            ("name", piece.Name),
            ("cell", form.Cell(piece.Start)),
            ("steps", Numbers.Listed(piece.Steps.Select(Step), "or"))));
        var targets = form.Targets;
        var goal = form.Goal switch
        {
            HunterGoal.Capture => book.Text("games/hunters/capture"),
            HunterGoal.Crumble => book.Text("games/hunters/crumble"),
            _ when hidden == "target" => book.Fill("games/hunters/reach-hidden",
                ("cells", Numbers.Listed(PossibleTargets(form, seat).Select(form.Cell), "or")),
                ("theirs", form.Cell(targets[1 - seat]))),
            _ => book.Fill("games/hunters/reach",
                ("mine", form.Cell(targets[seat])), ("theirs", form.Cell(targets[1 - seat]))),
        };
        return book.Fill("games/hunters/rulebook",
            ("columns", Numbers.Text(form.Columns)),
            ("last", form.Cell(form.Columns - 1)[..1]),
            ("rows", Numbers.Text(form.Rows)),
            ("begin", _words.Begins(seat)),
            ("pieces", string.Join(" ", pieces)),
            ("goal", goal + (hidden == "habit" ? book.Text("games/habit") : "")),
            ("limit", book.Fill("games/hunters/limit", ("moves", Numbers.Text(form.MovesMax)))),
            ("name", form.Pieces.First(p => p.Seat == seat).Name));
    }

    private string Step((int Right, int Up) step)
    {
        var across = step.Right == 0 ? "" : _words.Book.Fill(
            step.Right > 0 ? "games/hunters/right" : "games/hunters/left-by", ("cells", Numbers.Text(Math.Abs(step.Right))));
        var upwards = step.Up == 0 ? "" : _words.Book.Fill(
            step.Up > 0 ? "games/hunters/up" : "games/hunters/down", ("cells", Numbers.Text(Math.Abs(step.Up))));
        return $"{across} {upwards}".Trim();
    }
}

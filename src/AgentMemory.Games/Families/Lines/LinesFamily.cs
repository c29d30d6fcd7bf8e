using System.Numerics;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Lines;

/// <summary>
/// So many in a row on a small board, with twists. Closed with <c>hidden=directions</c>, where only some directions
/// count, or <c>hidden=habit</c>, where the opponent has a liking that can be exploited.
/// </summary>
public sealed class LinesFamily : ITaskFamily
{
    private const int StatesMax = 1_500_000;
    private const int DirectionsCounting = 2;
    private static readonly int[] HiddenDirections = [3, 5, 6, 9, 10, 12];
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public LinesFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "lines";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "so many in a row on a small board; closed with hidden=directions or hidden=habit";

    public IReadOnlyList<TaskParameter> Parameters => LineSettings.Parameters;

    public IReadOnlyList<string> Examples { get; } =
        ["lines", "lines?hidden=directions", "lines?hidden=habit", "lines?classic=tic-tac-toe"];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters parameters)
    {
        var settings = LineSettings.Read(parameters);
        var (hidden, seat, classic) = (settings.Hidden, settings.Seat, settings.Classic);
        var solver = new TurnGameSolver(Name, seat, settings.Opponent, hidden == "habit", StatesMax, _words, _cancellation);
        var (solved, skipped) = Rejection.Draw(new Rng(parameters.Seed).Fork(Name), settings.Twin, parameters.ToString(), (rng, variation) =>
        {
            var form = settings.Form(rng) with
            {
                Directions = hidden == "directions" ? rng.Fork("directions").Pick(HiddenDirections) : 15,
            };
            form = variation == 0 ? form : Changed(form, rng.Fork("varied", variation), hidden == "directions");
            var name = GameNames.Draw(settings.Names, 1, GameNames.Source(rng, settings.Twin))[0];
            var drawn = solver.Solve(new LineGame(name, form, _words), rng);
            return (drawn.Solved, drawn.Solution, classic ? 0 : drawn.Range);
        }, hidden == "none" || classic ? null : solved => Share(solved, hidden, solver));
        var game = (LineGame)solved.Table.Game;
        var worlds = new Lazy<HiddenWorlds>(() => Worlds(solved, hidden, solver));
        return new GameTask(new GameTaskParts
        {
            Id = parameters.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(game.Name), Rulebook(game.Rules.Form, seat, hidden))],
            // The habit is that of the game's own opponent, and not the reader's.
            DocumentsOf = other => [new Document(_words.Title(game.Name), Rulebook(game.Rules.Form, other, hidden == "habit" ? "none" : hidden))],
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
                _ => Notes(game.Rules.Form.Directions),
            },
            SeedsSkipped = skipped,
            Evidence = hidden == "none" ? null : () => worlds.Value.Evidence(),
            IsClassic = classic,
            Cautions = classic ? [Rejection.ClassicCaution] : [],
        });
    }

    private HiddenShare Share(SolvedGame solved, string hidden, TurnGameSolver solver) => hidden == "none"
        ? HiddenShare.Nothing
        : Worlds(solved, hidden, solver).Share(
            _words.Book.Text(hidden == "habit" ? "games/habit-hidden" : "games/lines/hidden"), _cancellation);

    private HiddenWorlds Worlds(SolvedGame solved, string hidden, TurnGameSolver solver)
    {
        if (hidden == "habit")
        {
            return solver.Habits(solved);
        }

        var game = (LineGame)solved.Table.Game;
        var worlds = HiddenDirections.Select(d => solver.Solve(
            new LineGame(game.Name, game.Rules.Form with { Directions = d }, _words), new Rng(0)).Solved).ToList();
        return new HiddenWorlds(
            [.. worlds.Select(w => w.Table)],
            [.. worlds.Select(w => w.Solution)],
            [.. HiddenDirections.Select(Notes)]);
    }

    private IReadOnlyList<string> Notes(int directions) => [.. LineGame.DirectionNames.Select((name, bit) => _words.Book.Fill(
        (directions >> bit & 1) != 0 ? "games/lines/note-counts" : "games/lines/note-idle",
        ("direction", _words.Book.Text($"games/lines/{name}"))))];

    private static LineForm Changed(LineForm form, Rng rng, bool hidden) => hidden
        ? form with { Directions = rng.Pick([.. HiddenDirections.Where(d => BitOperations.PopCount((uint)(d ^ form.Directions)) == 2)]) }
        : rng.Next(3) switch
        {
            0 => form with { Misere = !form.Misere },
            1 => form with { Torus = !form.Torus },
            _ => form with { Gravity = !form.Gravity },
        };

    private string Rulebook(LineForm form, int seat, string hidden)
    {
        var book = _words.Book;
        var reply = form.Gravity ? "a" : "a1";
        var twists = (form.Blocked == 0 ? "" : book.Fill("games/lines/blocked", ("block", form.Symbols[3..4])))
            + (form.Gravity ? book.Text("games/lines/gravity") : "")
            + (form.HasWild ? book.Fill("games/lines/wild", ("wild", form.Symbols[4..])) : "");
        var directions = hidden == "directions"
            ? book.Fill("games/lines/directions-hidden", ("count", Numbers.Text(DirectionsCounting)))
            : book.Text("games/lines/directions-all");
        return book.Fill("games/lines/rulebook",
            ("columns", Numbers.Text(form.Columns)),
            ("last", ((char)('a' + form.Columns - 1)).ToString()),
            ("rows", Numbers.Text(form.Rows)),
            ("begin", _words.Begins(seat)),
            ("mine", form.Symbols[..1]),
            ("theirs", form.Symbols[1..2]),
            ("empty", form.Symbols[2..3]),
            ("twists", twists),
            ("length", Numbers.Text(form.Length)),
            ("win", book.Text(form.Misere ? "games/lines/misere" : "games/lines/win")),
            ("directions", directions + (form.Torus ? book.Text("games/lines/torus") : "")),
            ("replies", book.Text(form.Gravity ? "games/lines/replies-gravity" : "games/lines/replies")
                + (form.HasWild ? book.Fill("games/lines/replies-wild", ("reply", reply), ("wild", form.Symbols[4..])) : "")
                + (hidden == "habit" ? book.Text("games/habit") : "")));
    }
}

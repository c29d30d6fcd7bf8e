using System.Numerics;
using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>
/// So many in a row on a small board, with twists. Closed with <c>hidden=directions</c>, where only some directions
/// count, or <c>hidden=habit</c>, where the opponent has a liking that can be exploited.
/// </summary>
public sealed class LinesFamily : ITaskFamily
{
    private const int StatesMax = 1_500_000;
    private const int DirectionsCounting = 2;
    private const string Marks = "xo+*#@%&$";
    private static readonly int[] HiddenDirections = [3, 5, 6, 9, 10, 12];
    private readonly GameWords _words;

    /// <summary>A family that takes its words from the book.</summary>
    public LinesFamily(PromptBook book)
    {
        _words = new GameWords(book);
    }

    public string Name => "lines";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "so many in a row on a small board; closed with hidden=directions or hidden=habit";

    public IReadOnlyList<TaskParameter> Parameters { get; } =
    [
        TaskParameter.Seed,
        new("columns", "drawn", "2 to 7"),
        new("rows", "drawn", "2 to 7"),
        new("length", "3", "how many marks make a line, 2 to 5"),
        new("gravity", "drawn", "true: a mark falls to the lowest empty cell of its column"),
        new("torus", "drawn", "true: lines go over the edges"),
        new("misere", "drawn", "true: who makes a line loses"),
        new("wild", "drawn", "true: each player has one mark that belongs to both"),
        new("blocked", "drawn", "how many cells cannot be used, 0 to 8"),
        new("hidden", "none", "directions: which of the four count is not told; habit: the opponent's liking is not told"),
        new("opponent", "greedy", Opponent.Forms + "; minimax-2 with hidden=habit"),
        new("seat", "first", "first or second: the learner's"),
        new("classic", "", "tic-tac-toe, with an optimal opponent"),
        GameNames.Parameter,
        new("scrambled", "false", "true: the same game with other names and symbols"),
        new("varied", "false", "true: the same names with one rule changed"),
    ];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters parameters)
    {
        var given = GameNames.Read(parameters);
        var classic = parameters.Word("classic", "none", "none", "tic-tac-toe") != "none";
        var hidden = parameters.Word("hidden", "none", "none", "directions", "habit");
        var seat = parameters.Word("seat", "first", "first", "second") == "first" ? 0 : 1;
        var scrambled = parameters.Flag("scrambled", false);
        var varied = parameters.Flag("varied", false);
        var seed = parameters.Seed;
        var solver = new TurnGameSolver(
            Name, seat, Opponent.From(parameters, classic ? "optimal" : hidden == "habit" ? "minimax-2" : "greedy"), hidden == "habit", StatesMax, _words);
        var (solved, skipped) = Rejection.Draw(new Rng(seed).Fork(Name), varied, parameters.ToString(), (rng, variation) =>
        {
            var form = Form(parameters, classic, rng, scrambled, hidden != "none") with
            {
                Directions = hidden == "directions" ? rng.Fork("directions").Pick(HiddenDirections) : 15,
            };
            parameters.RefuseUnread();
            form = variation == 0 ? form : Changed(form, rng.Fork("varied", variation), hidden == "directions");
            var name = GameNames.Draw(given, 1, rng.Fork(scrambled ? "scrambled" : "names"))[0];
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
            Table = solved.Table,
            Solution = solved.Solution,
            Hidden = () => Share(solved, hidden, solver),
            Demonstrate = () => hidden == "none"
                ? new BestPlayDemonstrator(solved.Solution)
                : new WorldsDemonstrator(worlds.Value),
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
            _words.Book.Text(hidden == "habit" ? "games/habit-hidden" : "games/lines/hidden"));

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

    private static LineForm Form(TaskParameters p, bool classic, Rng rng, bool scrambled, bool isClosed)
    {
        var draw = rng.Fork("form");
        var gravity = Flag(p, "gravity", draw, classic ? 0 : 0.35);
        var torus = Flag(p, "torus", draw, classic ? 0 : 0.25);
        var misere = Flag(p, "misere", draw, classic ? 0 : 0.3);
        var wild = Flag(p, "wild", draw, classic || gravity || isClosed ? 0 : 0.15);

        // Every world that a closed rulebook leaves possible is solved, so its boards are smaller.
        var sideBelow = isClosed ? 4 : 5;
        var columns = p.Has("columns") ? p.Whole("columns", 3, 2, 7) : Drawn(p, "columns", classic ? 3 : draw.Next(3, sideBelow));
        var rows = p.Has("rows") ? p.Whole("rows", 3, 2, 7) : Drawn(p, "rows", classic || columns == 4 ? 3 : draw.Next(3, sideBelow));

        var least = classic || gravity ? 0 : Math.Max(0, (columns * rows) - (wild ? 8 : 9) + (isClosed ? 1 : 0));
        var most = Math.Min(8, Math.Max(least, (columns * rows) - 4));
        var blocked = p.Has("blocked")
            ? p.Whole("blocked", 0, 0, most)
            : Drawn(p, "blocked", classic ? 0 : Math.Min(most, least + draw.Next(2)));
        var cells = Enumerable.Range(0, columns * rows).ToArray();
        rng.Fork("blocked").Shuffle<int>(cells);
        var symbols = Marks.ToCharArray();
        rng.Fork(scrambled ? "scrambled symbols" : "symbols").Shuffle<char>(symbols);
        return new LineForm
        {
            Columns = columns,
            Rows = rows,
            Length = p.Whole("length", 3, 2, 5),
            Gravity = gravity,
            Torus = torus,
            Misere = misere,
            HasWild = wild,
            Blocked = cells.Take(blocked).Aggregate(0UL, (mask, cell) => mask | (1UL << cell)),
            Directions = 15,
            Symbols = classic && !scrambled ? "xo.-!" : $"{symbols[0]}{symbols[1]}.-!",
        };
    }

    private static LineForm Changed(LineForm form, Rng rng, bool hidden) => hidden
        ? form with { Directions = rng.Pick([.. HiddenDirections.Where(d => BitOperations.PopCount((uint)(d ^ form.Directions)) == 2)]) }
        : rng.Next(3) switch
        {
            0 => form with { Misere = !form.Misere },
            1 => form with { Torus = !form.Torus },
            _ => form with { Gravity = !form.Gravity },
        };

    private static bool Flag(TaskParameters p, string name, Rng rng, double chance)
    {
        var drawn = rng.Chance(chance);
        return p.Word(name, "drawn", "drawn", "true", "false") switch { "true" => true, "false" => false, _ => drawn };
    }

    /// <summary>Marks the parameter as known, so that an error message lists it.</summary>
    private static int Drawn(TaskParameters p, string name, int drawn)
    {
        p.Text(name, "");
        return drawn;
    }

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

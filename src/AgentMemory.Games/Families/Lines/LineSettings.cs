using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Lines;

/// <summary>The parameters of <c>lines</c>, read and checked.</summary>
internal sealed record LineSettings
{
    private const int ClassicSide = 3;
    private const string Marks = "xo+*#@%&$";

    private static readonly DrawnParameter Columns = TaskParameter.WholeOrDrawn("columns", 2, 7, "columns of the board");
    private static readonly DrawnParameter Rows = TaskParameter.WholeOrDrawn("rows", 2, 7, "rows of the board");
    private static readonly NumberParameter<int> Length = TaskParameter.Whole("length", 3, 2, 5, "how many marks make a line");
    private static readonly WordParameter<bool?> Gravity = TaskParameter.FlagOrDrawn("gravity", "a mark falls to the lowest empty cell of its column");
    private static readonly WordParameter<bool?> Torus = TaskParameter.FlagOrDrawn("torus", "lines go over the edges");
    private static readonly WordParameter<bool?> Misere = TaskParameter.FlagOrDrawn("misere", "who makes a line loses");
    private static readonly WordParameter<bool?> Wild = TaskParameter.FlagOrDrawn("wild", "each player has one mark that belongs to both");
    private static readonly DrawnParameter Blocked = TaskParameter.WholeOrDrawn(
        "blocked", 0, 8, "how many cells cannot be used; fewer on a small board");

    private static readonly WordParameter<string> HiddenPart = TaskParameter.Word(
        "hidden", "directions: which of the four count is not told; habit: the opponent's liking is not told", "none", "directions", "habit");

    private static readonly TextParameter<Opponent> Other = Opponent.Parameter("greedy")
        .But("optimal", "with classic").But("minimax-2", "with hidden=habit");

    private static readonly WordParameter<bool> IsClassic = new(
        "classic", "a game that everybody knows: its board and symbols", ("none", false), ("tic-tac-toe", true))
    { FixesWorld = true };

    private static readonly WordParameter<TaskTwin> TwinKind = TaskParameter.Twin("other names and symbols", "one rule changed");

    private readonly TaskParameters _parameters;

    private LineSettings(TaskParameters p)
    {
        _parameters = p;
        (Classic, Hidden, Twin) = (p.Read(IsClassic), p.Read(HiddenPart), p.Read(TwinKind));
        (Names, Seat, Opponent) = (p.Read(GameNames.Parameter), p.Read(SeatParameter.Instance), p.Read(Other, Classic, Hidden == "habit"));
        _ = (p.Read(Columns), p.Read(Rows), p.Read(Length), p.Read(Gravity), p.Read(Torus), p.Read(Misere), p.Read(Wild), p.Read(Blocked), p.Seed);
        p.RefuseUnread(Parameters);
    }

    public static IReadOnlyList<TaskParameter> Parameters { get; } =
    [
        TaskParameter.Seed, Columns, Rows, Length, Gravity, Torus, Misere, Wild, Blocked, HiddenPart, Other, SeatParameter.Instance, IsClassic,
        GameNames.Parameter, TwinKind,
    ];

    public bool Classic { get; }

    public string Hidden { get; }

    public TaskTwin Twin { get; }

    public ChosenNames Names { get; }

    public int Seat { get; }

    public Opponent Opponent { get; }

    public static LineSettings Read(TaskParameters p) => new(p);

    /// <summary>The board of an attempt, with all directions.</summary>
    /// <exception cref="UserErrorException">More cells are to be blocked than this board can spare.</exception>
    public LineForm Form(Rng rng)
    {
        var p = _parameters;
        var isClosed = Hidden != "none";
        var draw = rng.Fork("form");
        var gravity = Flag(Gravity, draw, Classic ? 0 : 0.35);
        var torus = Flag(Torus, draw, Classic ? 0 : 0.25);
        var misere = Flag(Misere, draw, Classic ? 0 : 0.3);
        var wild = Flag(Wild, draw, Classic || gravity || isClosed ? 0 : 0.15);

        // Every world that a closed rulebook leaves possible is solved, so its boards are smaller.
        var sideBelow = isClosed ? 4 : 5;
        var columns = p.Read(Columns) ?? (Classic ? ClassicSide : draw.Next(3, sideBelow));
        var rows = p.Read(Rows) ?? (Classic || columns == 4 ? ClassicSide : draw.Next(3, sideBelow));

        var least = Classic || gravity ? 0 : Math.Max(0, (columns * rows) - (wild ? 8 : 9) + (isClosed ? 1 : 0));
        var most = Math.Min(Blocked.Bounds.Most, Math.Max(least, (columns * rows) - 4));
        var blocked = p.ReadUpTo(Blocked, most) ?? (Classic ? 0 : Math.Min(most, least + draw.Next(2)));
        var cells = Enumerable.Range(0, columns * rows).ToArray();
        rng.Fork("blocked").Shuffle<int>(cells);
        var symbols = Marks.ToCharArray();
        var isScrambled = Twin == TaskTwin.Scrambled;
        rng.Fork(isScrambled ? "scrambled symbols" : "symbols").Shuffle<char>(symbols);
        return new LineForm
        {
            Columns = columns,
            Rows = rows,
            Length = p.Read(Length),
            Gravity = gravity,
            Torus = torus,
            Misere = misere,
            HasWild = wild,
            Blocked = cells.Take(blocked).Aggregate(0UL, (mask, cell) => mask | (1UL << cell)),
            Directions = 15,
            Symbols = Classic && !isScrambled ? "xo.-!" : $"{symbols[0]}{symbols[1]}.-!",
        };
    }

    // Drawn in any case, so that the other draws are the same whether it was given or not.
    private bool Flag(WordParameter<bool?> parameter, Rng rng, double chance)
    {
        var drawn = rng.Chance(chance);
        return _parameters.Read(parameter) ?? drawn;
    }
}

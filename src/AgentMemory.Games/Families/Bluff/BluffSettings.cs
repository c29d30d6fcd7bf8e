using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Bluff;

/// <summary>The parameters of <c>bluff</c>, read and checked.</summary>
internal sealed record BluffSettings
{
    private static readonly NumberParameter<int> Kinds = TaskParameter.Whole("kinds", 3, 3, 5, "kinds of card");
    private static readonly NumberParameter<int> Copies = TaskParameter.Whole("copies", 1, 1, 2, "cards of each kind");
    private static readonly NumberParameter<int> Rounds = TaskParameter.Whole("rounds", 1, 1, 2, "rounds of bets");
    private static readonly NumberParameter<int> Ante = TaskParameter.Whole("ante", 1, 1, 4, "what each puts in before the deal");
    private static readonly DrawnParameter Bet = TaskParameter.WholeOrDrawn("bet", 1, 4, "the size of a bet; twice that in the second round");
    private static readonly DrawnParameter Raises = TaskParameter.WholeOrDrawn("raises", 1, 3, "bets and raises in a round");
    private static readonly WordParameter<string> HiddenPart = TaskParameter.Word(
        "hidden", "ranking: the order of the cards is not told; habit: how the opponent bets is not told", "none", "ranking", "habit");

    private static readonly TextParameter<Opponent> Other = Opponent.Parameter(
        "random",
        "; greedy and minimax take the cards they do not see as chance leaves them and everybody's later bets for random").But("optimal", "with classic");

    private static readonly WordParameter<string> ClassicName = TaskParameter.Word(
        "classic", "a game of the literature: its cards, bets and raises", "none", "kuhn", "leduc") with
    { FixesWorld = true };

    private static readonly WordParameter<TaskTwin> TwinKind = TaskParameter.Twin("other names", "the two highest kinds exchanged");

    private readonly string _classic;
    private readonly int _kinds;
    private readonly int _copies;
    private readonly int _rounds;
    private readonly int _ante;
    private readonly int? _bet;
    private readonly int? _raises;

    private BluffSettings(TaskParameters p)
    {
        (_classic, Hidden, Twin) = (p.Read(ClassicName), p.Read(HiddenPart), p.Read(TwinKind));
        (_kinds, _rounds, _copies, _ante) = (p.Read(Kinds), p.Read(Rounds), p.Read(Copies), p.Read(Ante));
        (_bet, _raises) = (p.Read(Bet), p.Read(Raises));
        (Names, Seat, Opponent) = (p.Read(GameNames.Parameter), p.Read(SeatParameter.Instance), p.Read(Other, Classic));
        _ = p.Seed;
        p.RefuseUnread(Parameters);
    }

    public static IReadOnlyList<TaskParameter> Parameters { get; } =
    [
        TaskParameter.Seed, Kinds, Copies, Rounds, Ante, Bet, Raises, HiddenPart, Other, SeatParameter.Instance, ClassicName, GameNames.Parameter, TwinKind,
    ];

    public bool Classic => _classic != "none";

    public ChosenNames Names { get; }

    public string Hidden { get; init; }

    public int Seat { get; init; }

    public TaskTwin Twin { get; }

    public Opponent Opponent { get; }

    public static BluffSettings Read(TaskParameters p) => new(p);

    /// <summary>The game of an attempt; the first name is the game's own.</summary>
    public BluffForm Form(IReadOnlyList<string> names, Rng rng)
    {
        List<string> kinds = [.. names.Skip(1).Take(_kinds)];
        if (Classic)
        {
            return _classic == "kuhn" ? BluffForm.Kuhn([.. kinds.Take(3)]) : BluffForm.Leduc([.. kinds.Take(3)]);
        }

        var draw = rng.Fork("form");
        var (bet, raises) = (draw.Next(1, 4), draw.Next(1, 3));
        (bet, raises) = (_bet ?? bet, _raises ?? raises);
        var strength = Enumerable.Range(0, _kinds).ToArray();
        rng.Fork("ranking").Shuffle<int>(strength);
        return new BluffForm
        {
            Kinds = kinds,
            Strength = strength,
            Copies = _copies,
            Ante = _ante,
            Bets = _rounds == 1 ? [bet] : [bet, 2 * bet],
            RaisesMax = raises,
        };
    }

    /// <summary>The same cards in another order.</summary>
    public BluffForm Changed(BluffForm form, Rng rng)
    {
        var strength = form.Strength.ToArray();
        var top = rng.Next(1, strength.Length);
        var (high, low) = (Array.IndexOf(strength, top), Array.IndexOf(strength, top - 1));
        (strength[high], strength[low]) = (strength[low], strength[high]);
        return form with { Strength = strength };
    }
}

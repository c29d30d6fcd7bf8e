using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Brew;

/// <summary>One set of recipes and its words.</summary>
public sealed class BrewGame : IWorldGame
{
    private readonly GameWords _words;

    /// <summary>A game that asks for any of its products and begins with any of the others at hand, all as likely.</summary>
    public BrewGame(string name, BrewForm form, GameWords words)
    {
        Name = name;
        Form = form;
        _words = words;
        var (bases, products) = ((1 << form.Bases) - 1, form.Recipes.Count);
        Start = ChancePosition.Uniform([.. Enumerable.Range(0, products).SelectMany(wanted => Enumerable.Range(0, 1 << products)
            .Where(others => (others >> wanted & 1) == 0)
            .Select(others => new BrewPosition(
                form, new BrewState(form.Bases + wanted, bases | (others << form.Bases), form.Steps, -1))))]);
    }

    public string Name { get; }

    public BrewForm Form { get; }

    public IReadOnlyList<string> Roles => GameWords.OneRole;

    public IPosition Start { get; }

    public double ScoreMin => 0;

    public double ScoreMax => 1;

    public bool HidesInformation => false;

    public object Sight(IPosition position, int seat) => ((BrewPosition)position).State;

    public string Key(IPosition position, int seat)
    {
        var state = ((BrewPosition)position).State;
        return string.Create(CultureInfo.InvariantCulture, $"{state.Wanted}.{state.Have:x}.{state.StepsLeft}.{state.Made}");
    }

    public IPosition InWorld(IPosition position) =>
        position is BrewPosition brew ? new BrewPosition(Form, brew.State) : Start;

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var state = ((BrewPosition)position).State;
        var seen = _words.Book.Fill("games/brew/view",
            ("product", Form.Names[state.Wanted]),
            ("things", string.Join(" ", Things(state))),
            ("steps", Numbers.Text(state.StepsLeft)));
        return Told(since, seen);
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since) =>
        Told(since, _words.Result(((BrewPosition)position).State.IsMade ? 1 : -1));

    public string Board(IPosition position, int seat)
    {
        var state = ((BrewPosition)position).State;
        return $"wanted  {Form.Names[state.Wanted]}\nat hand {string.Join(", ", Things(state))}\ntries   {state.StepsLeft}";
    }

    private IEnumerable<string> Things(BrewState state) =>
        Form.Names.Where((_, thing) => (state.Have >> thing & 1) != 0);

    private string Told(IReadOnlyList<Happening> since, string rest)
    {
        if (since.Count == 0 || since[0].Before is not BrewPosition before)
        {
            return rest;
        }

        var (left, right) = before.Pair(since[0].Moves[0]);
        var product = Form.Product(left, right);
        return product < 0
            ? _words.Book.Fill("games/brew/nothing", ("rest", rest))
            : _words.Book.Fill("games/brew/made", ("product", Form.Names[product]), ("rest", rest));
    }
}

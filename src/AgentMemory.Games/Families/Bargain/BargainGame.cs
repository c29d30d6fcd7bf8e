using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Bargain;

/// <summary>One partner to bargain with.</summary>
public sealed class BargainGame : IWorldGame
{
    private const int WorthMax = 4;
    private readonly GameWords _words;

    /// <summary>A game in which the learner's worths are drawn anew every time.</summary>
    public BargainGame(string name, BargainForm form, GameWords words)
    {
        Name = name;
        Form = form;
        _words = words;
        var worths = new List<int> { 0 };
        for (var kind = 0; kind < form.Names.Count; kind++)
        {
            var shift = 4 * kind;
            worths = [.. worths.SelectMany(w => Enumerable.Range(1, WorthMax).Select(n => w | (n << shift)))];
        }

        Start = ChancePosition.Uniform([.. worths.Select(w => new BargainPosition(form, new BargainState(w, 0, -1)))]);
    }

    public string Name { get; }

    public BargainForm Form { get; }

    public IReadOnlyList<string> Roles => GameWords.OneRole;

    public IPosition Start { get; }

    public double ScoreMin => -Form.Fee * (Form.Rounds - 1);

    public double ScoreMax => WorthMax * Form.Stock.Sum();

    public bool HidesInformation => false;

    public object Sight(IPosition position, int seat) => ((BargainPosition)position).State;

    public string Key(IPosition position, int seat)
    {
        var state = ((BargainPosition)position).State;
        return string.Create(CultureInfo.InvariantCulture, $"{state.Worth:x}.{state.Round}.{state.Agreed}");
    }

    public IPosition InWorld(IPosition position) =>
        position is BargainPosition bargain ? new BargainPosition(Form, bargain.State) : Start;

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var state = ((BargainPosition)position).State;
        var view = _words.Book.Fill("games/bargain/view",
            ("worths", string.Join(' ', Form.Names.Select((name, kind) => $"{name} {Numbers.Text(state[kind])}"))),
            ("rounds", Numbers.Text(Form.Rounds - state.Round)));
        return state.Round == 0 ? view : _words.Book.Fill("games/bargain/refused", ("rest", view));
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var end = (BargainPosition)position;
        return end.State.Agreed < 0
            ? _words.Book.Text("games/bargain/nothing")
            : _words.Book.Fill("games/bargain/agreed", ("points", Numbers.Text((int)end.Score(seat))));
    }

    public string Board(IPosition position, int seat)
    {
        var state = ((BargainPosition)position).State;
        var lines = Form.Names.Select((name, kind) => $"{name}  {Form.Stock[kind]} there, worth {state[kind]} each");
        return string.Join("\n", lines.Append($"offers left {Form.Rounds - state.Round}"));
    }
}

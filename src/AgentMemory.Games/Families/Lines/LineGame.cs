using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Lines;

/// <summary>One game of lines: its rules and its words.</summary>
public sealed class LineGame : IWorldGame
{
    private readonly GameWords _words;
    private readonly string[] _directions;

    public LineGame(string name, LineForm form, GameWords words)
    {
        Name = name;
        Rules = new LineRules(form);
        Start = new LinePosition(Rules);
        _words = words;
        _directions = [.. DirectionNames.Select(d => words.Book.Text($"games/lines/{d}"))];
    }

    /// <summary>The prompts that name the directions, in the order of their bits.</summary>
    public static IReadOnlyList<string> DirectionNames { get; } = ["across", "up", "rising", "falling"];

    public string Name { get; }

    public LineRules Rules { get; }

    public IReadOnlyList<string> Roles => GameWords.TwoRoles;

    public IPosition Start { get; }

    public double ScoreMin => -1;

    public double ScoreMax => 1;

    public bool HidesInformation => false;

    public object Sight(IPosition position, int seat) => ((LinePosition)position).State;

    public string Key(IPosition position, int seat)
    {
        var state = ((LinePosition)position).State;
        return string.Create(CultureInfo.InvariantCulture, $"{state.First:x}.{state.Second:x}.{state.Wild:x}.{state.WildLeft}.{state.Mover}");
    }

    public IPosition InWorld(IPosition position) => new LinePosition(Rules, ((LinePosition)position).State);

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var rows = string.Join("/", RowTexts((LinePosition)position, seat));
        return _words.OtherMove(seat, since) is { } move ? _words.They(move, rows) : rows;
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var end = (LinePosition)position;
        var result = _words.Result(end.Score(seat));
        if (end.Direction >= 0)
        {
            result = _words.Book.Fill(
                "games/lines/end-line", ("direction", _directions[end.Direction]), ("end", result));
        }

        return _words.OtherMove(seat, since) is { } move ? _words.They(move, result) : result;
    }

    public string Board(IPosition position, int seat)
    {
        var rows = RowTexts((LinePosition)position, seat).Select(
            (row, i) => $"{Rules.Form.Rows - i,2}  {string.Join(' ', row.AsEnumerable())}");
        return string.Join("\n", rows) + $"\n    {string.Join(' ', Rules.ColumnTexts)}";
    }

    private IEnumerable<string> RowTexts(LinePosition position, int seat)
    {
        var form = Rules.Form;
        for (var row = form.Rows - 1; row >= 0; row--)
        {
            var first = row * form.Columns;
            yield return string.Create(form.Columns, (position.State, first, seat), (text, at) =>
            {
                for (var column = 0; column < text.Length; column++)
                {
                    text[column] = Symbol(at.State, at.first + column, at.seat);
                }
            });
        }
    }

    private char Symbol(LineState state, int cell, int seat)
    {
        var symbols = Rules.Form.Symbols;
        return (state.First >> cell & 1) != 0 ? symbols[seat == 0 ? 0 : 1]
            : (state.Second >> cell & 1) != 0 ? symbols[seat == 0 ? 1 : 0]
            : (state.Wild >> cell & 1) != 0 ? symbols[4]
            : (Rules.Form.Blocked >> cell & 1) != 0 ? symbols[3]
            : symbols[2];
    }
}

using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Tiles;

/// <summary>One floor of tiles and its words.</summary>
public sealed class TileGame : IWorldGame
{
    private readonly GameWords _words;

    /// <summary>A floor whose games begin on any cell, all as likely.</summary>
    public TileGame(string name, TileForm form, GameWords words)
    {
        Name = name;
        Form = form;
        _words = words;
        Start = ChancePosition.Uniform([.. Enumerable.Range(0, form.Floor.Count)
            .Select(cell => new TilePosition(form, new TileState(cell, 0, form.Steps, -1, false)))]);
        var best = form.Meanings.Max(m => m.Points);
        var worst = form.Meanings.Min(m => m.Points);
        var often = form.Meanings.Where(m => !m.Ends).Select(m => m.Points).ToList();
        ScoreMax = Math.Max(0, (form.Steps - 1) * often.Max()) + best;
        ScoreMin = Math.Min(0, (form.Steps - 1) * often.Min()) + worst;
    }

    public string Name { get; }

    public TileForm Form { get; }

    public IReadOnlyList<string> Roles => GameWords.OneRole;

    public IPosition Start { get; }

    public double ScoreMin { get; }

    public double ScoreMax { get; }

    public bool HidesInformation => false;

    public object Sight(IPosition position, int seat) => ((TilePosition)position).State;

    public string Key(IPosition position, int seat)
    {
        var state = ((TilePosition)position).State;
        return string.Create(CultureInfo.InvariantCulture, $"{state.Cell}.{state.Points}.{state.StepsLeft}.{state.Way}.{(state.Ended ? 1 : 0)}");
    }

    public IPosition InWorld(IPosition position) =>
        position is TilePosition tiles ? new TilePosition(Form, tiles.State) : Start;

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var state = ((TilePosition)position).State;
        return _words.Book.Fill("games/tiles/view",
            ("cell", Form.Cell(state.Cell)),
            ("tile", Form.Names[Form.Floor[state.Cell]]),
            ("points", Numbers.Text(state.Points)),
            ("steps", Numbers.Text(state.StepsLeft)));
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var state = ((TilePosition)position).State;
        return _words.Book.Fill("games/tiles/feedback",
            ("tile", Form.Names[Form.Floor[state.Cell]]),
            ("cell", Form.Cell(state.Cell)),
            ("points", Numbers.Text(state.Points)));
    }

    public string Board(IPosition position, int seat)
    {
        var state = ((TilePosition)position).State;
        var width = Form.Names.Max(n => n.Length) + 2;
        var lines = new List<string>();
        for (var row = Form.Rows - 1; row >= 0; row--)
        {
            var cells = Enumerable.Range(row * Form.Columns, Form.Columns).Select(cell =>
                (cell == state.Cell ? $"({Form.Names[Form.Floor[cell]]})" : $" {Form.Names[Form.Floor[cell]]}").PadRight(width));
            lines.Add($"{row + 1,2} {string.Join(' ', cells).TrimEnd()}");
        }

        return string.Join("\n", lines) + $"\npoints {state.Points}, steps {state.StepsLeft}";
    }
}

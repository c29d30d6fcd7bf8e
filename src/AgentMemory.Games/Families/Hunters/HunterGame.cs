using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Hunters;

/// <summary>One game of hunters: its pieces and its words.</summary>
public sealed class HunterGame(string name, HunterForm form, GameWords words) : IWorldGame
{
    public string Name => name;

    public HunterForm Form => form;

    public IReadOnlyList<string> Roles => GameWords.TwoRoles;

    public IPosition Start { get; } = new HunterPosition(form);

    public double ScoreMin => -1;

    public double ScoreMax => 1;

    public bool HidesInformation => false;

    public object Sight(IPosition position, int seat) => ((HunterPosition)position).State;

    public string Key(IPosition position, int seat)
    {
        var state = ((HunterPosition)position).State;
        return string.Create(CultureInfo.InvariantCulture, $"{state.Cells:x}.{state.Crumbled:x}.{state.Mover}.{state.Moves}");
    }

    public IPosition InWorld(IPosition position) => new HunterPosition(form, ((HunterPosition)position).State);

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var state = ((HunterPosition)position).State;
        var parts = new List<string>();
        for (var piece = 0; piece < form.Pieces.Count; piece++)
        {
            if (state[piece] != HunterState.Captured)
            {
                parts.Add($"{form.Pieces[piece].Name} {form.Cell(state[piece])}");
            }
        }

        if (state.Crumbled != 0)
        {
            var gone = Enumerable.Range(0, form.Columns * form.Rows).Where(c => (state.Crumbled >> c & 1) != 0);
            parts.Add(words.Book.Fill("games/hunters/gone", ("cells", string.Join(" ", gone.Select(form.Cell)))));
        }
        else
        {
            parts.Add(words.Book.Fill("games/hunters/left", ("moves", Numbers.Text(form.MovesMax - state.Moves))));
        }

        var seen = string.Join(", ", parts);
        return words.OtherMove(seat, since) is { } move ? words.They(move, seen) : seen;
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var end = (HunterPosition)position;
        var result = words.Result(end.Score(seat));
        if (end.Reached >= 0)
        {
            result = words.Book.Fill("games/hunters/target", ("cell", form.Cell(end.Reached)), ("end", result));
        }

        return words.OtherMove(seat, since) is { } move ? words.They(move, result) : result;
    }

    public string Board(IPosition position, int seat)
    {
        var state = ((HunterPosition)position).State;
        var width = form.Pieces.Max(p => p.Name.Length);
        var lines = new List<string>();
        for (var row = form.Rows - 1; row >= 0; row--)
        {
            var cells = Enumerable.Range(row * form.Columns, form.Columns).Select(cell => At(state, cell).PadRight(width));
            lines.Add($"{row + 1,2}  {string.Join(' ', cells)}");
        }

        var columns = Enumerable.Range(0, form.Columns).Select(c => form.Cell(c)[..1].PadRight(width));
        return string.Join("\n", lines) + $"\n    {string.Join(' ', columns)}";
    }

    private string At(HunterState state, int cell)
    {
        for (var piece = 0; piece < form.Pieces.Count; piece++)
        {
            if (state[piece] == cell)
            {
                return form.Pieces[piece].Name;
            }
        }

        return (state.Crumbled >> cell & 1) != 0 ? " " : ".";
    }
}

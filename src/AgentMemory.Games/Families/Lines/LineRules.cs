using System.Numerics;

namespace AgentMemory.Games.Families.Lines;

/// <summary>
/// The rules of one game of lines. Cells are numbered row by row from below; sets of cells are bit masks.
/// </summary>
public sealed class LineRules
{
    private static readonly (int Right, int Up)[] Steps = [(1, 0), (0, 1), (1, 1), (1, -1)];
    private readonly (ulong Cells, int Direction)[][] _linesThrough;

    /// <summary>Works out all lines.</summary>
    public LineRules(LineForm form)
    {
        Form = form;
        Cells = form.Columns * form.Rows;
        All = ((1UL << Cells) - 1) & ~form.Blocked;
        Columns = [.. Enumerable.Range(0, form.Columns).Select(ColumnMask)];
        CellTexts = [.. Enumerable.Range(0, Cells).Select(c => $"{Column(c % form.Columns)}{(c / form.Columns) + 1}")];
        WildTexts = [.. CellTexts.Select(t => $"{t} {form.Wild}")];
        ColumnTexts = [.. Enumerable.Range(0, form.Columns).Select(Column)];
        ColumnWildTexts = [.. ColumnTexts.Select(t => $"{t} {form.Wild}")];
        var lines = AllLines().Where(l => (form.Directions >> l.Direction & 1) != 0).ToList();
        _linesThrough = [.. Enumerable.Range(0, Cells).Select(c => lines.Where(l => (l.Cells >> c & 1) != 0).ToArray())];
    }

    public LineForm Form { get; }

    public int Cells { get; }

    /// <summary>The cells that can be used.</summary>
    public ulong All { get; }

    /// <summary>The cells of each column.</summary>
    public ulong[] Columns { get; }

    internal string[] CellTexts { get; }

    internal string[] WildTexts { get; }

    internal string[] ColumnTexts { get; }

    internal string[] ColumnWildTexts { get; }

    /// <summary>The direction of a line through the cell that the marks complete, or -1.</summary>
    public int Completed(ulong marks, int cell)
    {
        foreach (var (cells, direction) in _linesThrough[cell])
        {
            if ((cells & marks) == cells)
            {
                return direction;
            }
        }

        return -1;
    }

    private static string Column(int column) => ((char)('a' + column)).ToString();

    private ulong ColumnMask(int column)
    {
        var mask = 0UL;
        for (var row = 0; row < Form.Rows; row++)
        {
            mask |= 1UL << ((row * Form.Columns) + column);
        }

        return mask & All;
    }

    private IEnumerable<(ulong Cells, int Direction)> AllLines()
    {
        var seen = new HashSet<(ulong, int)>();
        for (var direction = 0; direction < Steps.Length; direction++)
        {
            for (var cell = 0; cell < Cells; cell++)
            {
                var mask = Line(cell, Steps[direction]);
                if (BitOperations.PopCount(mask) == Form.Length && (mask & ~All) == 0 && seen.Add((mask, direction)))
                {
                    yield return (mask, direction);
                }
            }
        }
    }

    private ulong Line(int cell, (int Right, int Up) step)
    {
        var mask = 0UL;
        var (column, row) = (cell % Form.Columns, cell / Form.Columns);
        for (var i = 0; i < Form.Length; i++)
        {
            if (Form.Torus)
            {
                column = (column + Form.Columns) % Form.Columns;
                row = (row + Form.Rows) % Form.Rows;
            }
            else if (column < 0 || column >= Form.Columns || row < 0 || row >= Form.Rows)
            {
                return 0;
            }

            mask |= 1UL << ((row * Form.Columns) + column);
            column += step.Right;
            row += step.Up;
        }

        return mask;
    }
}

/// <summary>What a game of lines is made of.</summary>
public sealed record LineForm
{
    public required int Columns { get; init; }

    public required int Rows { get; init; }

    /// <summary>How many marks make a line.</summary>
    public required int Length { get; init; }

    /// <summary>A mark falls to the lowest empty cell of its column.</summary>
    public required bool Gravity { get; init; }

    /// <summary>Lines go over the edges.</summary>
    public required bool Torus { get; init; }

    /// <summary>Who makes a line loses.</summary>
    public required bool Misere { get; init; }

    /// <summary>Each player has one wild mark.</summary>
    public required bool HasWild { get; init; }

    /// <summary>Cells that can never be used.</summary>
    public required ulong Blocked { get; init; }

    /// <summary>Bits of the directions that count: across, up, rising, falling.</summary>
    public required int Directions { get; init; }

    /// <summary>The two players' marks, an empty cell, a blocked cell, a wild mark.</summary>
    public required string Symbols { get; init; }

    public char Wild => Symbols[4];
}

namespace AgentMemory.Games.Families.Hunters;

/// <summary>How a game of hunters is won.</summary>
public enum HunterGoal
{
    /// <summary>By taking all of the other's pieces.</summary>
    Capture,

    /// <summary>By that, or by bringing a piece to a cell.</summary>
    Reach,

    /// <summary>Cells crumble behind the pieces; who cannot move loses.</summary>
    Crumble,
}

/// <summary>A piece.</summary>
/// <param name="Name">Invented.</param>
/// <param name="Seat">Whose it is.</param>
/// <param name="Start">The cell it starts on.</param>
/// <param name="Steps">How far it may go: columns to the right, rows up.</param>
public sealed record HunterPiece(string Name, int Seat, int Start, IReadOnlyList<(int Right, int Up)> Steps);

/// <summary>What a game of hunters is made of. Cells are numbered row by row from below.</summary>
public sealed record HunterForm
{
    public required int Columns { get; init; }

    public required int Rows { get; init; }

    public required IReadOnlyList<HunterPiece> Pieces { get; init; }

    public required HunterGoal Goal { get; init; }

    /// <summary>For each seat the cell that wins; -1 where there is none.</summary>
    public required IReadOnlyList<int> Targets { get; init; }

    /// <summary>After so many moves in all the game is drawn.</summary>
    public required int MovesMax { get; init; }

    /// <summary>A cell's name.</summary>
    public string Cell(int cell) => $"{(char)('a' + (cell % Columns))}{(cell / Columns) + 1}";

    /// <summary>The cells that a piece can go to from a cell on an empty board.</summary>
    public IEnumerable<int> Destinations(HunterPiece piece, int cell)
    {
        foreach (var (right, up) in piece.Steps)
        {
            var column = (cell % Columns) + right;
            var row = (cell / Columns) + up;
            if (column >= 0 && column < Columns && row >= 0 && row < Rows)
            {
                yield return (row * Columns) + column;
            }
        }
    }
}

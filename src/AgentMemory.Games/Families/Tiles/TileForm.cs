namespace AgentMemory.Games.Families.Tiles;

/// <summary>What a tile does to who comes to it.</summary>
/// <param name="Points">Added to the score.</param>
/// <param name="Ends">The game ends.</param>
public readonly record struct TileMeaning(int Points, bool Ends);

/// <summary>What a floor is made of. Cells are numbered row by row from below.</summary>
public sealed record TileForm
{
    public required int Columns { get; init; }

    public required int Rows { get; init; }

    /// <summary>The kind of tile on every cell.</summary>
    public required IReadOnlyList<int> Floor { get; init; }

    /// <summary>Invented names of the kinds.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What each kind does.</summary>
    public required IReadOnlyList<TileMeaning> Meanings { get; init; }

    /// <summary>Steps of a game.</summary>
    public required int Steps { get; init; }

    /// <summary>The probability of going one of the three other ways.</summary>
    public required double Slip { get; init; }

    /// <summary>A cell's name.</summary>
    public string Cell(int cell) => $"{(char)('a' + (cell % Columns))}{(cell / Columns) + 1}";
}

using System.Diagnostics;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Tiles;

/// <summary>Where the walker stands.</summary>
/// <param name="Cell">Its cell.</param>
/// <param name="Points">What it has gathered.</param>
/// <param name="StepsLeft">Steps it still has.</param>
/// <param name="Way">The way it wants to go while chance decides, else -1.</param>
/// <param name="Ended">A tile has ended the game.</param>
public readonly record struct TileState(int Cell, int Points, int StepsLeft, int Way, bool Ended);

/// <summary>A position on a floor of tiles, for one seat and chance.</summary>
public sealed class TilePosition(TileForm form, TileState state) : IPosition
{
    private static readonly string[] Ways = ["north", "south", "east", "west"];

    public TileState State => state;

    public Phase Phase => state.Ended || state.StepsLeft == 0 ? Phase.Over : state.Way >= 0 ? Phase.Chance : Phase.Moves;

    public int ChanceCount => Phase == Phase.Chance ? Ways.Length : 0;

    public int MoveCount(int seat) => Phase == Phase.Moves ? Ways.Length : 0;

    public string MoveText(int seat, int move) => Ways[move];

    public IPosition After(ReadOnlySpan<int> moves) => form.Slip > 0
        ? new TilePosition(form, state with { Way = moves[0] })
        : Gone(moves[0]);

    public double ChanceProbability(int outcome) =>
        outcome == state.Way ? 1 - form.Slip : form.Slip / (Ways.Length - 1);

    public IPosition AfterChance(int outcome) => Gone(outcome);

    public double Score(int seat) => Phase == Phase.Over
        ? state.Points
        : throw new UnreachableException("the game is not over");

    public bool Equals(IPosition? other) => other is TilePosition tiles && state == tiles.State;

    public override bool Equals(object? obj) => obj is IPosition position && Equals(position);

    public override int GetHashCode() => state.GetHashCode();

    private TilePosition Gone(int way)
    {
        var column = (state.Cell % form.Columns) + (way == 2 ? 1 : way == 3 ? -1 : 0);
        var row = (state.Cell / form.Columns) + (way == 0 ? 1 : way == 1 ? -1 : 0);
        column = Math.Clamp(column, 0, form.Columns - 1);
        row = Math.Clamp(row, 0, form.Rows - 1);
        var cell = (row * form.Columns) + column;

        // Who bumps against the edge comes to no tile.
        var meaning = cell == state.Cell ? default : form.Meanings[form.Floor[cell]];
        return new TilePosition(
            form, new TileState(cell, state.Points + meaning.Points, state.StepsLeft - 1, -1, meaning.Ends));
    }
}

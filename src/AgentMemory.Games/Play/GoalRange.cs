namespace AgentMemory.Games.Play;

/// <summary>Stands in for a solution where a game is too large: the least and the most that its rules can give.</summary>
public sealed class GoalRange : IGameSolution
{
    internal GoalRange(double least, double most) => (Floor, Ceiling) = (least, most);

    public double Floor { get; }

    public double Ceiling { get; }

    public int States => 0;

    public (double Floor, double Ceiling) From(IPosition start) => (Floor, Ceiling);

    public IReadOnlyList<double>? MoveValues(GameEpisode episode) => null;
}

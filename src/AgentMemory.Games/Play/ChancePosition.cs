using System.Diagnostics;

namespace AgentMemory.Games.Play;

/// <summary>A position in which chance alone decides between listed outcomes: a deal, a draw of where to start.</summary>
public sealed class ChancePosition : IPosition
{
    private readonly IReadOnlyList<(double Probability, IPosition Position)> _outcomes;

    /// <summary>Outcomes with positive probabilities that sum to 1.</summary>
    public ChancePosition(IReadOnlyList<(double Probability, IPosition Position)> outcomes)
    {
        if (outcomes.Count == 0 || Math.Abs(outcomes.Sum(o => o.Probability) - 1) > 1e-9)
        {
            throw new ArgumentException("the outcomes' probabilities must sum to 1", nameof(outcomes));
        }

        _outcomes = outcomes;
    }

    public Phase Phase => Phase.Chance;

    public int ChanceCount => _outcomes.Count;

    /// <summary>Every outcome as likely as the others.</summary>
    public static IPosition Uniform(IReadOnlyList<IPosition> outcomes) => outcomes.Count == 1
        ? outcomes[0]
        : new ChancePosition([.. outcomes.Select(o => (1.0 / outcomes.Count, o))]);

    /// <summary>The same draw, of these outcomes alone: each as likely beside the others as before.</summary>
    /// <param name="outcomes">Their numbers; at least one.</param>
    public ChancePosition Among(IReadOnlyCollection<int> outcomes)
    {
        var share = outcomes.Sum(ChanceProbability);
        return new ChancePosition([.. outcomes.Select(outcome => (ChanceProbability(outcome) / share, AfterChance(outcome)))]);
    }

    public int MoveCount(int seat) => 0;

    public string MoveText(int seat, int move) => throw new UnreachableException("chance decides here");

    public IPosition After(ReadOnlySpan<int> moves) => throw new UnreachableException("chance decides here");

    public double ChanceProbability(int outcome) => _outcomes[outcome].Probability;

    public IPosition AfterChance(int outcome) => _outcomes[outcome].Position;

    public double Score(int seat) => throw new UnreachableException("the game is not over");

    public bool Equals(IPosition? other) => ReferenceEquals(this, other)
        || (other is ChancePosition chance && _outcomes.SequenceEqual(chance._outcomes));

    public override bool Equals(object? obj) => obj is IPosition position && Equals(position);

    public override int GetHashCode() => HashCode.Combine(_outcomes.Count, _outcomes[0].Position);
}

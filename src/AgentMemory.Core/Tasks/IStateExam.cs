using AgentMemory.Core.Episodes;

namespace AgentMemory.Core.Tasks;

/// <summary>
/// The exact exam of a game with few decision states: the player is asked once in each, and what its policy is worth against the
/// stated opponent follows without any draw.
/// </summary>
public interface IStateExam
{
    /// <summary>Every state in which the player can be asked with the exam's starts, in a fixed order.</summary>
    IReadOnlyList<DecisionState> States { get; }

    /// <summary>The exact mean outcome over the exam's starts, raw, of the policy that replies so in each state.</summary>
    /// <param name="replies">One legal reply for each state.</param>
    /// <exception cref="ArgumentException">There is not one reply for each state, or one is not legal there.</exception>
    double Value(IReadOnlyList<string> replies);

    /// <summary>As <see cref="Value"/>, for a policy that draws its replies.</summary>
    /// <param name="chances">For each state how likely each legal reply is, in the order of the view; they sum to 1.</param>
    /// <exception cref="ArgumentException">There is not one chance for each legal reply of each state.</exception>
    double ValueOfMixed(IReadOnlyList<IReadOnlyList<double>> chances);

    /// <summary>
    /// For each state what the reply loses against the best one there, raw and at least 0, when play goes on at its best; for a player
    /// who knows the rules.
    /// </summary>
    IReadOnlyList<double> Regrets(IReadOnlyList<string> replies);

    /// <summary>
    /// The key of any moment of this task, of practice as of exams, at which the player is asked: equal to a state's
    /// <see cref="DecisionState.Key"/> exactly where the player cannot tell the two apart. Stable over runs.
    /// </summary>
    /// <exception cref="ArgumentException">The moment is of another task, or its episode is over.</exception>
    string KeyOf(IEpisode moment);
}

/// <summary>A state in which the player has to choose.</summary>
/// <param name="Key">Names the state; equal for all plays that lead to it, as far as the player can tell.</param>
/// <param name="Earlier">What was seen and replied on one play that leads here, the shortest.</param>
/// <param name="Moment">The episode at that moment.</param>
public sealed record DecisionState(string Key, IReadOnlyList<Step> Earlier, IEpisode Moment);

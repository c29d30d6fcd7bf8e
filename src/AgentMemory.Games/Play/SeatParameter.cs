using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Play;

/// <summary>Which of two seats is the learner's.</summary>
public static class SeatParameter
{
    /// <summary>The parameter of all families with two seats.</summary>
    public static WordParameter<int> Instance { get; } = new("seat", "the learner's seat", ("first", 0), ("second", 1));
}

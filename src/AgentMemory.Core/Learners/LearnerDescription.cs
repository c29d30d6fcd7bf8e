namespace AgentMemory.Core.Learners;

/// <summary>What is known of a learner before it is made.</summary>
/// <param name="Id">The word users type.</param>
/// <param name="Path">The side it stands on.</param>
/// <param name="Summary">One line, with the field's standard term first.</param>
/// <param name="Defaults">What it is set by where a plan does not say otherwise.</param>
public record LearnerDescription(string Id, LearnerPath Path, string Summary, LearnerSettings Defaults)
{
    /// <summary>What others are measured by it, if it is a control.</summary>
    public ControlRole Control { get; init; }
}

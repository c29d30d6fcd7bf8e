using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Weights.Experience;

/// <summary>How an episode's score becomes the weight of its replies: the block <c>weighting:</c>.</summary>
public sealed record LessonWeighting
{
    [Setting(
        "Factor of episodes that went below the mean: 0 imitates the better ones alone, 1 drives away from the worse as strongly.",
        Least = 0,
        Most = 1)]
    public double NegativeShare { get; init; } = 0.25;

    /// <summary>
    /// Where nearly everything is lost, the mean calls losing usual and a lucky win a miracle; a little of the best possible score keeps
    /// a learner searching.
    /// </summary>
    [Setting(
        "The baseline that an episode is measured by: 0 is the mean of the learner's own scores, 1 the best possible score, and between.",
        Least = 0,
        Most = 1)]
    [Was("ambition")]
    public double BaselineMix { get; init; }

    [Setting(
        "Factor per move between a move and its episode's end: the last move of a lost game is likelier the bad one.",
        Least = 0,
        Most = 1)]
    public double Discount { get; init; } = 0.9;

    [Setting(
        "Weight of the loss on what the environment answered, as text to be predicted; 0 trains on replies alone.",
        Least = 0,
        Most = 10)]
    [Was("outcome_weight")]
    public double ObservationLossWeight { get; init; } = 0.3;
}

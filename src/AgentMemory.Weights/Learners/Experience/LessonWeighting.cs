using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>How an episode's score becomes the weight of its replies.</summary>
public sealed record LessonWeighting
{
    /// <summary>Factor of lessons below the mean: 0 imitates the better ones alone, 1 drives away from the worse as strongly.</summary>
    public required double NegativeShare { get; init; }

    /// <summary>
    /// What an episode is measured by: 0 the mean of the learner's own, 1 the best possible score, and between. Where nearly
    /// everything is lost, the mean calls losing usual and a lucky win a miracle; a little ambition keeps it searching.
    /// </summary>
    public required double Ambition { get; init; }

    /// <summary>Factor per move between a move and its episode's end: the last move of a lost game is likelier the bad one.</summary>
    public required double Discount { get; init; }

    /// <summary>Weight of what the environment answered, as text to be foreseen; 0 trains on replies alone.</summary>
    public required double OutcomeWeight { get; init; }

    /// <summary>Reads negative_share, ambition, discount and outcome_weight.</summary>
    public static LessonWeighting Read(LearnerSettings settings) => new()
    {
        NegativeShare = settings.Number("negative_share", 0, 1),
        Ambition = settings.Number("ambition", 0, 1),
        Discount = settings.Number("discount", 0, 1),
        OutcomeWeight = settings.Number("outcome_weight", 0, 10),
    };
}

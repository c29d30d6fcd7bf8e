using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>What the learner "lora" is set by.</summary>
public sealed record LoraSettings
{
    public required int Rank { get; init; }

    public required double Alpha { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Passes over a block's lessons.</summary>
    public required int Epochs { get; init; }

    /// <summary>Tokens of a batch; each batch is one optimiser step.</summary>
    public required int BatchTokens { get; init; }

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

    /// <summary>Share of the lessons that come from earlier blocks; 0 for none.</summary>
    public required double ReplayShare { get; init; }

    /// <summary>Lessons kept for replay.</summary>
    public required int ReplayEpisodes { get; init; }

    /// <summary>Pulls the adapter towards zero, that is the player towards the base model.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>Reads the settings of the learner "lora".</summary>
    public static LoraSettings Read(LearnerSettings settings)
    {
        var read = new LoraSettings
        {
            Rank = settings.Whole("rank", 1, 1024),
            Alpha = settings.Number("alpha", 0.001, 10_000),
            LearningRate = settings.Number("learning_rate", 1e-7, 1),
            Epochs = settings.Whole("epochs", 1, 10_000),
            BatchTokens = settings.Whole("batch_tokens", 16, 1_000_000),
            NegativeShare = settings.Number("negative_share", 0, 1),
            Ambition = settings.Number("ambition", 0, 1),
            Discount = settings.Number("discount", 0, 1),
            OutcomeWeight = settings.Number("outcome_weight", 0, 10),
            ReplayShare = settings.Number("replay_share", 0, 0.95),
            ReplayEpisodes = settings.Whole("replay_episodes", 0, 1_000_000),
            WeightDecay = settings.Number("weight_decay", 0, 10),
        };
        settings.RefuseUnread();
        return read;
    }
}

namespace AgentMemory.Core.Play;

/// <summary>How prompts and lessons are worded. All learners of a run share one.</summary>
public enum PromptStyle
{
    /// <summary>The project's own form, with marks for turns and ends: what the shipped models were trained on.</summary>
    Game,

    /// <summary>A line for each question: "thing: word".</summary>
    Plain,

    /// <summary>"Question:" and "Answer:", a line each.</summary>
    Qa,

    /// <summary>The model's own chat template: a system message, each earlier question a user's turn, each reply an assistant's.</summary>
    Chat,
}

/// <summary>Which figure ranks the listed replies.</summary>
public enum ReplyCalibration
{
    /// <summary>The reply's log-probability.</summary>
    None,

    /// <summary>The log-probability ranks; the other figure is measured beside it.</summary>
    Measured,

    /// <summary>
    /// The reply's log-probability less that under the same prompt with a question that asks nothing (Zhao et al. 2021, contextual
    /// calibration, with the difference in place of their affine map); the log-probability is kept beside it.
    /// </summary>
    Applied,
}

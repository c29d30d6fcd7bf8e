namespace AgentMemory.Evaluation.Verdicts;

/// <summary>The four words a learner can get.</summary>
public enum VerdictWord
{
    /// <summary>The data do not tell.</summary>
    Undecided,

    /// <summary>Above its own start and still rising at the end.</summary>
    Improving,

    /// <summary>No change at the end that would count.</summary>
    Plateaued,

    /// <summary>Falling at the end.</summary>
    Declining,
}

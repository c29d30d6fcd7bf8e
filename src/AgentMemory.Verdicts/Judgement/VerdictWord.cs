namespace AgentMemory.Verdicts.Judgement;

/// <summary>What can be said of one learner on one task.</summary>
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

    /// <summary>Within epsilon of the best possible in every world.</summary>
    Solved,

    /// <summary>Level at the end, at the best possible in some worlds and low in others.</summary>
    Split,
}

namespace AgentMemory.Evaluation.Calibration;

/// <summary>How a simulated learner's expected score moves.</summary>
public enum SimulatedShape
{
    /// <summary>Not at all.</summary>
    Flat,

    /// <summary>Up at first, then hardly any more.</summary>
    Saturating,

    /// <summary>Up by as much at every step: a clear rise.</summary>
    Rising,

    /// <summary>Up by less than half of that at every step: a slow rise.</summary>
    RisingSlowly,

    /// <summary>Down by as much at every step.</summary>
    Falling,
}

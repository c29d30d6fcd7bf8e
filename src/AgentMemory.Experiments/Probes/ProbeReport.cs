using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Experiments.Probes;

/// <summary>What a model showed.</summary>
public sealed record ProbeReport
{
    /// <summary>The model that was asked.</summary>
    public required JudgedModel Model { get; init; }

    public required ProbePlan Plan { get; init; }

    /// <summary>In the order asked.</summary>
    public required IReadOnlyList<ProbeAnswer> Answers { get; init; }
}

/// <summary>A probe's figures.</summary>
/// <param name="Name">As users type it.</param>
/// <param name="Question">One line.</param>
/// <param name="Figures">In the probe's order.</param>
/// <param name="Took">Wall-clock time; the only thing that differs between two runs.</param>
public sealed record ProbeAnswer(string Name, string Question, IReadOnlyList<ProbeFigure> Figures, TimeSpan Took);

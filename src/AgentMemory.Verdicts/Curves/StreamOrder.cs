namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// One trial of a stream: the tasks it learnt, in order. Trials of different streams may share a seed's name as long as
/// they share no task.
/// </summary>
/// <param name="Seed">As in the curves.</param>
/// <param name="Legs">First to last.</param>
public sealed record StreamOrder(string Seed, IReadOnlyList<StreamLeg> Legs);

/// <summary>The stretch of a stream in which one task was practised.</summary>
/// <param name="Task">As in the curves.</param>
/// <param name="LastStep">The step of the exam that ends it.</param>
public sealed record StreamLeg(string Task, double LastStep);

using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Experiments.Exams;

/// <summary>Asks a player at many moments that belong to no game in progress, at most a batch at a time and always in the same company.</summary>
internal static class Asking
{
    public static Asked Ask(Sitting sitting, IReadOnlyList<(Turn Turn, IEpisode Moment)> moments, CancellationToken cancellation)
    {
        var choices = new List<Choice>(moments.Count);
        foreach (var company in moments.Chunk(sitting.Plan.Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            choices.AddRange(RolloutRunner.Choose(sitting.Player, company, cancellation));
        }

        return new Asked(choices);
    }
}

/// <summary>Choices in the order in which they were asked for.</summary>
internal sealed record Asked(IReadOnlyList<Choice> Choices)
{
    public Cost Cost => Choices.Aggregate(Cost.None, (cost, choice) => cost + choice.Cost);

    public double IllegalRate => Choices.Count == 0 ? 0 : Choices.Average(choice => choice.Reply is Reply.Legal ? 0.0 : 1.0);

    public IReadOnlyCollection<string> DocumentsLeftOut =>
        [.. Choices.SelectMany(choice => choice.DocumentsLeftOut).Distinct(StringComparer.Ordinal)];
}

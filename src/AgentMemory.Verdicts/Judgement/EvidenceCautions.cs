using AgentMemory.Verdicts.Evidence;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>What a reader of evidence used should know before believing it.</summary>
public static class EvidenceCautions
{
    /// <summary>Tasks without the learner that was told all, and those in which it gets less than half right.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<EvidenceSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var cautions = new List<string>();
        foreach (var task in samples.GroupBy(sample => sample.Task, StringComparer.Ordinal))
        {
            var told = task.FirstOrDefault(sample => sample.Top == EvidenceTop.Own);
            if (told is null)
            {
                cautions.Add($"No learner on {task.Key} was told all: slips in answering count as evidence not used, and none is called out of capacity.");
            }
            else if (!told.Worlds[0].IsOfMetAlone && told.Worlds.Average(world => world.Exams[^1].Score) is < EvidenceJudgement.ToldMin and var score)
            {
                cautions.Add($"{told.Learner} was told all that {task.Key} hides and scores {Wording.Number(score)}: nearly all is lost in answering, and bits "
                    + "used by others say little.");
            }
        }

        return cautions;
    }
}

using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Experiments.Results;

/// <summary>What the run itself has to warn of, beyond what its curves show.</summary>
public static class RunCautions
{
    private const int TitlesMax = 3;

    /// <summary>An unfinished run, missing controls, and documents that no window held.</summary>
    public static IReadOnlyList<string> Of(Plan plan, IReadOnlyList<BlockResult> blocks, ControlNames controls)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(controls);
        var cautions = new List<string>();
        var planned = (long)plan.Learners.Count * plan.Streams.Count * plan.Seeds * (plan.Blocks + 1);
        if (blocks.Count < planned)
        {
            cautions.Add(string.Create(
                CultureInfo.InvariantCulture, $"The run is not finished: {blocks.Count:N0} of {planned:N0} blocks are there."));
        }

        if (Lacks(controls.NoLearning))
        {
            cautions.Add($"No {controls.NoLearning} twin in this plan: no learner can be held against one that learns nothing.");
        }

        if (Lacks(controls.BestOfAttempts))
        {
            cautions.Add($"No {controls.BestOfAttempts} control in this plan: gains may be those of trying again.");
        }

        foreach (var learner in plan.Learners)
        {
            var leftOut = blocks.Where(block => block.Trial.Learner == learner.Name)
                .SelectMany(block => block.DocumentsLeftOut).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            if (leftOut.Length > 0)
            {
                var titles = leftOut.Take(TitlesMax).Select(title => $"\"{title}\"").ToList();
                titles.AddRange(leftOut.Length > TitlesMax
                    ? [string.Create(CultureInfo.InvariantCulture, $"{leftOut.Length - TitlesMax} more")] : []);
                cautions.Add($"{learner.Name}: documents did not fit its window at exams and were left out: {Wording.List(titles)}.");
            }

            // Of every trial the latest study: an earlier one's caution may no longer hold.
            var told = blocks.Where(block => block.Trial.Learner == learner.Name).GroupBy(block => block.Trial)
                .Select(trial => trial.MaxBy(block => block.Block)!.Remarks)
                .Select(remarks => remarks.FirstOrDefault(remark => remark.StartsWith(Learned.Caution, StringComparison.Ordinal)))
                .OfType<string>().ToList();
            if (told.Count > 0)
            {
                cautions.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{learner.Name}: {told[0][Learned.Caution.Length..]}{(told.Count > 1 ? $" ({told.Count - 1} more of its trials say the like)" : "")}."));
            }
        }

        return cautions;

        bool Lacks(string control) => plan.Learners.All(learner => learner.Name != control);
    }
}

using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Evidence;

namespace AgentMemory.Experiments.Results;

/// <summary>Room 7's door to the measurement of evidence used: rows of the ledger become samples, world by world.</summary>
public static class EvidenceSamples
{
    private const string Window = "context_tokens";

    /// <summary>
    /// One sample for every task that is learnt alone and every learner, in the plan's order; tasks without such evidence have none. A
    /// world counts where the learner has sat every exam there.
    /// </summary>
    /// <param name="plan">As it was run.</param>
    /// <param name="blocks">The finished blocks.</param>
    /// <param name="controls">Which learners are yardsticks of the measurement.</param>
    public static IReadOnlyList<EvidenceSample> Of(Plan plan, IReadOnlyList<BlockResult> blocks, EvidenceControls controls)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(controls);
        var trials = blocks.ToLookup(block => (block.Trial.Learner, block.Trial.Stream));
        var samples = new List<EvidenceSample>();
        var alone = plan.Streams.Index().Where(stream => stream.Item.Count == 1).GroupBy(stream => stream.Item[0], StringComparer.Ordinal);
        foreach (var task in alone)
        {
            foreach (var learner in plan.Learners)
            {
                var worlds = task.SelectMany(stream => trials[(learner.Name, stream.Index)]).GroupBy(block => block.Trial)
                    .OrderBy(trial => (trial.Key.Stream, trial.Key.Seed))
                    .Select(trial => World(plan, task.Key, [.. trial.OrderBy(block => block.Block)])).OfType<EvidenceWorld>().ToList();
                if (worlds.Count > 0)
                {
                    samples.Add(new EvidenceSample
                    {
                        Task = task.Key,
                        Group = plan.Groups.GetValueOrDefault(task.Key),
                        Learner = learner.Name,
                        Path = trials[(learner.Name, task.First().Index)].First().Path.ToString().ToLowerInvariant(),
                        Setting = Setting(plan, learner),
                        Top = learner.Id == controls.ToldAll ? EvidenceTop.Own
                            : controls.ExactReaders.Contains(learner.Id, StringComparer.Ordinal) ? EvidenceTop.Best
                            : EvidenceTop.Told,
                        Doubled = MemorySize.DoubleOf(plan, learner)?.Name,
                        Worlds = worlds,
                    });
                }
            }
        }

        return samples;
    }

    private static EvidenceWorld? World(Plan plan, string task, IReadOnlyList<BlockResult> blocks)
    {
        var scores = blocks.Select(block => block.Scores.FirstOrDefault(score => score.Task == task)).OfType<TaskScore>().ToList();
        if (scores.Count <= plan.Blocks || scores.Any(score => !IsMeasured(score, scores[0])))
        {
            return null;
        }

        var available = new List<double> { 0 };
        var exams = new List<EvidenceExam>();
        foreach (var (score, block) in scores.Zip(blocks))
        {
            available.AddRange(score.Evidence!.Bits);
            exams.Add(new EvidenceExam
            {
                Games = available.Count - 1,
                Score = score.Score,
                Curve = score.Evidence.Curve,
                Met = new MetSum(
                    score.Evidence.Met.Count,
                    score.Evidence.Met.Sum(place => score.Normalised(score.Detail.Practice[place].Mark)),
                    score.Evidence.Met.Sum(place => score.Normalised(scores[0].Detail.Practice[place].Mark))),
                PromptReader = score.PromptReaderScore,
                Flops = block.CostSoFar.Flops,
            });
        }

        return new EvidenceWorld
        {
            Seed = string.Create(CultureInfo.InvariantCulture, $"{blocks[0].Trial.Seed}.{blocks[0].Trial.Stream}"),
            HiddenBits = scores[0].HiddenBits!.Value,
            Available = available,
            Exams = exams,
            ReadableFrom = scores[0].Evidence!.ReadableFrom,
            IsOfMetAlone = scores[0].Evidence!.IsOfMetAlone,
        };
    }

    private static bool IsMeasured(TaskScore score, TaskScore first) => score is { Evidence: { } evidence, HiddenBits: not null }
        && (evidence.IsOfMetAlone || evidence.Curve is not null)
        && score.Detail.Practice.Count == first.Detail.Practice.Count
        && evidence.Met.All(place => place >= 0 && place < score.Detail.Practice.Count)
        && (ReferenceEquals(score, first) || evidence.Bits.Count > 0);

    // Of several settings of one learner what differs between them.
    private static string Setting(Plan plan, LearnerPlan learner)
    {
        var alike = plan.Learners.Where(other => other.Id == learner.Id).ToList();
        var differing = SettingList.Of(learner.Settings).All
            .Where(setting => alike.Any(other => setting.TextIn(other.Settings) != setting.TextIn(learner.Settings)))
            .OrderBy(setting => setting.Path, StringComparer.Ordinal).Select(setting => $"{setting.Path} {setting.TextIn(learner.Settings)}");
        var window = plan.WindowOf(learner);
        return string.Join(", ", alike.Any(other => plan.WindowOf(other) != window)
            ? differing.Append(string.Create(CultureInfo.InvariantCulture, $"{Window} {window}"))
            : differing);
    }
}

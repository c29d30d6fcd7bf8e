using AgentMemory.Core;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Experiments.Ladder;

/// <summary>A style and a figure on a task.</summary>
/// <param name="Task">As users name it, without a world.</param>
/// <param name="Style">How prompts were worded.</param>
/// <param name="IsCalibrated">Whether replies were ranked by calibrated figures.</param>
/// <param name="Lead">How far the true history was ahead of its scrambled twin.</param>
public sealed record StyleTrial(string Task, PromptStyle Style, bool IsCalibrated, Interval Lead);

/// <summary>All styles and figures that were tried on tasks, behind a history in worlds of tuning.</summary>
public sealed record StyleTrials
{
    /// <summary>One for each style, task and figure, in the order in which they were tried.</summary>
    public required IReadOnlyList<StyleTrial> Trials { get; init; }

    /// <summary>Of all of them together.</summary>
    public required Cost Cost { get; init; }

    /// <summary>Tries them: one comparison for each style.</summary>
    /// <param name="stages">Makes the comparisons.</param>
    /// <param name="plan">What they are set by.</param>
    /// <param name="styles">What is tried.</param>
    /// <param name="run">Runs a comparison.</param>
    /// <param name="tell">Takes a line of progress.</param>
    /// <param name="leaveOut">Takes the reason for which the style chat was left out: the model's template does not allow it.</param>
    public static StyleTrials Of(
        LadderStages stages,
        LadderPlan plan,
        IReadOnlyList<PromptStyle> styles,
        Func<Plan, IReadOnlyList<BlockResult>> run,
        Action<string> tell,
        Action<string> leaveOut)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(styles);
        var (tried, cost) = (new List<StyleTrial>(), Cost.None);
        foreach (var style in styles)
        {
            tell(FormattableString.Invariant(
                $"style {PlanWords.Of(style)}: a history of {plan.Histories[0]} episodes in {plan.ChoiceWorlds} worlds of ")
                + (plan.Tasks.Count == 1 ? plan.Tasks[0] : FormattableString.Invariant($"{plan.Tasks.Count} tasks")));
            IReadOnlyList<BlockResult> blocks;
            try
            {
                blocks = run(stages.Choice(style));
            }
            catch (UserErrorException refusal) when (style == PromptStyle.Chat && styles.Count > 1)
            {
                leaveOut(refusal.Message);
                continue;
            }

            // A block's cost is since its trial began.
            cost = blocks.GroupBy(block => block.Trial).Aggregate(cost, (sum, trial) => sum + trial.MaxBy(block => block.Block)!.CostSoFar);
            foreach (var task in plan.Tasks)
            {
                var streams = stages.StreamsOf(plan.Tasks, task, plan.ChoiceWorlds);
                tried.AddRange(new[] { false, true }.Select(isCalibrated => new StyleTrial(
                    task,
                    style,
                    isCalibrated,
                    LadderReading.Scores(blocks, stages.True, 1, streams, isCalibrated)
                        .Lead(LadderReading.Scores(blocks, stages.Scrambled, 1, streams, isCalibrated)))));
            }
        }

        return new StyleTrials { Trials = tried, Cost = cost };
    }

    /// <summary>
    /// The style and figure whose true history leads its scrambled twin by most on a task; of equals the first. Where not even that lead is
    /// clear of zero, nothing tells the styles apart, and the first of them stays.
    /// </summary>
    public StyleTrial BestOn(string task)
    {
        var own = Trials.Where(trial => trial.Task == task).ToList();
        var best = own.MaxBy(trial => trial.Lead.Value ?? 0)!;
        return best.Lead.IsAboveZero ? best : own.Where(trial => trial.Style == own[0].Style).MaxBy(trial => trial.Lead.Value ?? 0)!;
    }

    /// <summary>Every style and figure with its lead, the mean over tasks; a plan has one for all of them.</summary>
    public IReadOnlyList<StyleLead> Leads() =>
    [
        .. Trials.GroupBy(trial => (trial.Style, trial.IsCalibrated))
            .Select(own => new StyleLead(own.Key.Style, own.Key.IsCalibrated, own.Average(trial => trial.Lead.Value ?? 0))),
    ];
}

/// <summary>A style and a figure with its lead over all tasks.</summary>
public sealed record StyleLead(PromptStyle Style, bool IsCalibrated, double Lead);

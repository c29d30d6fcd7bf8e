using System.Globalization;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Experiments.Results;

/// <summary>Room 7's door: rows of the ledger become curves, and the plan becomes the settings of the judgement.</summary>
public static class LedgerCurves
{
    /// <summary>One point per task, trial and block. Costs are the trial's, cumulative.</summary>
    /// <param name="plan">As it was run.</param>
    /// <param name="blocks">The finished blocks.</param>
    /// <param name="evidence">What was used of it, for the points' own column; null leaves it empty.</param>
    public static CurveTable Of(Plan plan, IReadOnlyList<BlockResult> blocks, IReadOnlyList<EvidenceVerdict>? evidence = null) => CurveTable.Of(
        blocks.SelectMany(block => block.Scores.Select(score => new CurvePoint
        {
            Learner = block.Trial.Learner,
            Path = block.Path.ToString().ToLowerInvariant(),
            Task = score.Task,
            Seed = SeedName(plan, block.Trial),
            Step = block.Block,
            Score = score.Score,
            ScoreMet = score.MetScore,
            UnmetRegret = score.UnmetRegret,
            ScoreRaw = score.Detail.Ways?.Raw,
            ScoreCalibrated = score.Detail.Ways?.Calibrated,
            IsOfStates = score.Form == ExamForm.Exact && score.Detail.Replies.Count > 0,
            ExamItems = score.Form != ExamForm.Exact ? null
                : score.Detail.Replies.Count > 0 ? score.Detail.Replies.Count : score.Detail.Exam.Count,
            StatesUnmet = score.Detail.StatesUnmet,
            HiddenBits = score.HiddenBits,
            EvidenceBits = score.EvidenceBits,
            UsedBits = UsedBits(evidence, block, score),
            Exam = score.Form.ToString().ToLowerInvariant(),
            Raw = score.Raw,
            Floor = score.Floor,
            Ceiling = score.Ceiling,
            Costs = CurveCosts.Of(block.CostSoFar, block.ArtifactBytes, block.PracticeSoFar, block.UsePerGame),
            IllegalRate = score.IllegalRate,
        })),
        "the ledger");

    /// <summary>How the run is to be judged: all of it was in the plan before the run.</summary>
    /// <param name="model">The model that played.</param>
    /// <param name="cautions">What the run itself has to warn of.</param>
    /// <param name="isExact">Whether every exam of the run was exact, so that exams add no noise of their own.</param>
    public static JudgementSettings Settings(Plan plan, JudgedModel? model, IReadOnlyList<string> cautions, bool isExact = false) => new()
    {
        Epsilon = plan.Epsilon,
        IsStream = plan.Streams.Any(stream => stream.Count > 1),
        Orders = plan.Streams.All(stream => stream.Count == 1) ? null : Orders(plan),
        Power = PlanPower.Of(plan.Seeds, plan.Blocks + 1, plan.Epsilon, isExact ? null : plan.Exam),
        PlanSha256 = PlanFile.Sha256(plan),
        Model = model,
        Cautions = cautions,
    };

    /// <summary>What a verdict says of the model; its path is no part of it.</summary>
    public static JudgedModel Judged(ModelCard model) => new()
    {
        Id = model.Id,
        Sha256 = model.Sha256,
        Architecture = model.Architecture,
        Parameters = model.Parameters,
        PretrainingFlops = model.PretrainingFlops,
    };

    // U is of all worlds together: a single world's score is too coarse to be turned into bits.
    private static double? UsedBits(IReadOnlyList<EvidenceVerdict>? evidence, BlockResult block, TaskScore score) =>
        score.Evidence is null ? null : evidence?.FirstOrDefault(verdict => verdict.Task == score.Task && verdict.Learner == block.Trial.Learner)
            ?.Points.ElementAtOrDefault(block.Block)?.UsedBits?.Value;

    private static List<StreamOrder> Orders(Plan plan)
    {
        var orders = new List<StreamOrder>();
        for (var stream = 0; stream < plan.Streams.Count; stream++)
        {
            var tasks = plan.Streams[stream];
            var legs = tasks.Select((task, i) => new StreamLeg(
                task, Enumerable.Range(1, plan.Blocks).Last(block => TaskOf(block, tasks.Count, plan.Blocks) <= i))).ToList();
            for (var seed = 1; seed <= plan.Seeds; seed++)
            {
                orders.Add(new StreamOrder(SeedName(plan, new TrialKey("", stream, seed)), legs));
            }
        }

        return orders;
    }

    private static int TaskOf(int block, int tasks, int blocks) => (int)((long)(block - 1) * tasks / blocks);

    // Streams may hold the same tasks in other orders; each order's trials are runs of their own.
    private static string SeedName(Plan plan, TrialKey trial)
    {
        var seed = trial.Seed.ToString(CultureInfo.InvariantCulture);
        return plan.Streams.SelectMany(s => s).GroupBy(t => t, StringComparer.Ordinal).Any(g => g.Count() > 1)
            ? $"{seed}.{trial.Stream.ToString(CultureInfo.InvariantCulture)}"
            : seed;
    }
}

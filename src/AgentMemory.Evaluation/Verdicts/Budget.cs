using AgentMemory.Evaluation.Curves;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>Something that learners spend and can be compared by.</summary>
/// <param name="Name">As in the verdict.</param>
/// <param name="Costs">Whose sum it is.</param>
internal sealed record Budget(string Name, IReadOnlyList<string> Costs)
{
    /// <summary>Tokens read, written and trained on.</summary>
    public const string Tokens = "tokens";

    private static readonly Budget[] Standard =
    [
        new(Tokens, [CostNames.TokensRead, CostNames.TokensWritten, CostNames.TokensTrained]),
        new(CostNames.Flops, [CostNames.Flops]),
        new(CostNames.Seconds, [CostNames.Seconds]),
        new(CostNames.ArtifactBytes, [CostNames.ArtifactBytes]),
    ];

    /// <summary>The project's own budgets, whether known or not, then what both learners report besides.</summary>
    public static IEnumerable<Budget> Of(LearnerRuns left, LearnerRuns right) => Standard.Concat(
        CostNames.InOrder(left.CostNames.Intersect(right.CostNames, StringComparer.Ordinal))
            .Except(CostNames.Standard, StringComparer.Ordinal).Select(name => new Budget(name, [name])));

    /// <summary>What a run had spent by a step on average; NaN where none of the costs is known.</summary>
    public double Of(LearnerRuns runs, int step)
    {
        var sum = double.NaN;
        foreach (var cost in Costs)
        {
            if (runs.CostCurve(cost)?[step] is { } spent && !double.IsNaN(spent))
            {
                sum = double.IsNaN(sum) ? spent : sum + spent;
            }
        }

        return sum;
    }
}

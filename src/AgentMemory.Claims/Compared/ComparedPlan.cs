using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Claims.Compared;

/// <summary>Two learners of a comparison and what their difference would mean.</summary>
/// <param name="Left">A learner's name in the comparison's plan.</param>
/// <param name="Right">Another one.</param>
public sealed record ComparedPair(string Left, string Right);

/// <summary>A claim that is tried by comparisons of learners, each read at the same pairs.</summary>
public sealed record ComparedPlan
{
    /// <summary>Names of plans under <c>eval/plans/claims/compare</c>, without their ending; one part each.</summary>
    public required IReadOnlyList<string> Plans { get; init; }

    /// <summary>What is read.</summary>
    public required IReadOnlyList<ComparedPair> Pairs { get; init; }

    /// <summary>A difference of scores below this counts as none; 1 is the way from chance to the best possible.</summary>
    public required double Least { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static ComparedPlan Parse(YamlMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var plan = new ComparedPlan
        {
            Plans = map.List("plans", node => map.Scalar("plans", node)),
            Pairs = map.List("pairs", node =>
            {
                var pair = map.Map(node, "pairs");
                var read = new ComparedPair(pair.Text("left"), pair.Text("right"));
                pair.RefuseUnread();
                return read;
            }),
            Least = map.Number("least", 0.001, 1),
        };
        map.RefuseUnread();
        return plan;
    }
}

using System.Globalization;
using AgentMemory.Claims.Results;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.Price;

/// <summary>Dollars for a million tokens on every path, on every machine: counted, not measured.</summary>
public static class PriceRun
{
    private const string Dollars = "dollars for a million tokens";

    /// <summary>One row for each machine, model and path; its reading is what takes longer, bytes or operations.</summary>
    /// <param name="plan">The claim's.</param>
    /// <param name="models">Shipped and stated ones.</param>
    /// <param name="machines">Hardware.</param>
    public static IReadOnlyList<ClaimRow> Rows(PricePlan plan, IReadOnlyList<PricedModel> models, IReadOnlyList<Hardware> machines)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(machines);
        return
        [
            .. machines.SelectMany(machine => States(plan).Select(
                state => Row(machine, state.Name, state.Work) with { Headline = machine == machines[0] ? Dollars : null })),
            .. machines.SelectMany(machine => models.SelectMany(model => Paths(plan, model).Select(
                path => Row(machine, $"{model.Name}: {path.Name}", path.Work)))),
        ];
    }

    private static IEnumerable<(string Name, TokenWork Work)> States(PricePlan plan) => plan.Blocks.SelectMany(
        block => new[] { false, true }.Select(isUpdated => (
        string.Create(
            CultureInfo.InvariantCulture,
            $"recurrent state of {plan.StateBytes / 1e9:0.##} GB, read {Times(block)}{(isUpdated ? ", updates written" : "")}"),
        PathWork.RecurrentState(plan.StateBytes, plan.StateNumberBytes, block, isUpdated))));

    private static string Times(int block) => block == 1 ? "once a token" : string.Create(CultureInfo.InvariantCulture, $"once in {block} tokens");

    private static IEnumerable<(string Name, TokenWork Work)> Paths(PricePlan plan, PricedModel model)
    {
        var alone = PathWork.Model(model.Measures, plan.Batch);
        yield return ("the model alone", alone);
        foreach (var tokens in plan.ContextTokens)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"context of {tokens:N0} tokens"), alone + PathWork.Context(model.Measures, tokens));
        }

        yield return (
            string.Create(CultureInfo.InvariantCulture, $"retrieval from {plan.Vectors:N0} passages"),
            alone + PathWork.Retrieval(model.Measures, plan.Vectors, plan.Dimensions, plan.PassageTokens, plan.TokensPerSearch));
        yield return ("adapter of its own", alone + PathWork.Adapter(model.AdapterWeights, model.Measures.BytesPerWeight));
        yield return ("a token that the adapter is trained on", PathWork.AdapterTraining(model.Measures, model.AdapterWeights, plan.TrainingTokens));
    }

    private static ClaimRow Row(Hardware machine, string name, TokenWork work) => new(
        $"{machine.Name}: {name}",
        (work.BytesRead + work.BytesWritten) / machine.BytesPerSecond >= work.Operations / machine.OperationsPerSecond ? "bytes" : "operations",
        [
            new(Dollars, Counted(machine.DollarsPerMillionTokens(work))),
            new("bytes a token", Counted(work.BytesRead + work.BytesWritten)),
            new("operations a token", Counted(work.Operations)),
        ]);

    private static Interval Counted(double number) => new(number, null, null);
}

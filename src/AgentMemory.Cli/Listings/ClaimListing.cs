using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Claims.Plans;
using AgentMemory.Claims.Results;
using AgentMemory.Cli.Processes;

namespace AgentMemory.Cli.Listings;

/// <summary>The claims with their plans and the results that the project holds, as the terminal and other programs are told.</summary>
internal static class ClaimListing
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for each plan.</summary>
    public static string Text(Home home, IEnumerable<ClaimPlan> plans) => string.Concat(plans.Select(plan =>
        $"{plan.Name,-8} {plan.Claim}\n         {plan.Cost}; {State(home, plan)}\n"));

    /// <summary>Schema agentmemory.claims/1.</summary>
    public static string Json(Home home, IEnumerable<ClaimPlan> plans) => JsonSerializer.Serialize(new
    {
        schema = "agentmemory.claims/1",
        claims = plans.Select(plan => new
        {
            letter = plan.Letter,
            claim = plan.Claim,
            plan = $"eval/plans/claims/{plan.Name}.yaml",
            cost = plan.Cost,
            plan_sha256 = plan.Sha256,
            result_sha256 = Result(home, plan),
        }),
    }, Options) + "\n";

    private static string State(Home home, ClaimPlan plan) => Result(home, plan) is null ? "not run yet" : "results in eval/results/claims-" + plan.Name;

    private static string? Result(Home home, ClaimPlan plan) => ClaimFiles.Sha256(home.Results, plan.Name);
}

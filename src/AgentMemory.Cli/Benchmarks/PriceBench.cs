using System.Globalization;
using AgentMemory.Claims.Plans;
using AgentMemory.Claims.Price;
using AgentMemory.Cli.Claims;
using AgentMemory.Core;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>Dollars for a million tokens on every path, counted from bytes and operations.</summary>
internal static class PriceBench
{
    /// <exception cref="UserErrorException">The plan, the hardware or a model cannot be used.</exception>
    public static void Run(BenchContext context)
    {
        var path = context.Plan ?? Path.Combine(context.Home.Claims, "l.yaml");
        var plan = ClaimPlan.Read(path);
        if (plan.Kind != ClaimKind.Price)
        {
            throw new UserErrorException($"{path} is no plan of prices; name one with the field price, such as eval/plans/claims/l.yaml");
        }

        var settings = PricePlan.Parse(plan.Settings);
        settings = context.Model is { } model ? settings with { Models = [model] } : settings;
        var rows = ClaimParts.Prices(context.Home, settings, plan.HardwareFile);
        context.Output.WriteLine("dollars for a million tokens, and what takes longer");
        foreach (var row in rows)
        {
            var dollars = Dollars(row.Numbers[0].Value.Value!.Value);
            context.Output.WriteLine($"{dollars,12}  {row.Reading,-10}  {row.Name}");
        }
    }

    private static string Dollars(double dollars) =>
        dollars < 1e-3 ? dollars.ToString("0.##e0", CultureInfo.InvariantCulture) : Wording.Number(dollars);
}

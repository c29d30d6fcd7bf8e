using System.CommandLine;
using AgentMemory.Claims.Plans;
using AgentMemory.Cli.Listings;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;

namespace AgentMemory.Cli.Claims;

/// <summary>The argument, claim by claim: what was measured for each, and running it again.</summary>
internal static class ClaimsCommand
{
    public static Command Make(CancellationToken cancellation) => new(
        "claims", "Single claims about memory and weights, each with a plan and a page.\nExample: agentmemory claims list") { List(), Run(cancellation) };

    private static Command List()
    {
        var json = CommonOptions.Json();
        var command = new Command(
            "list", "The claims, what each costs, and whether the project holds results.\nExample: agentmemory claims list --json") { json };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var plans = ClaimPlan.ReadAll(home.Claims);
            Console.Out.Write(parsed.GetValue(json) ? ClaimListing.Json(home, plans) : ClaimListing.Text(home, plans));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Run(CancellationToken cancellation)
    {
        var name = new Argument<string?>("LETTER")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A claim's letter, the name of one of its larger plans (b-long), or a plan's file",
        };
        var all = new Option<bool>("--all") { Description = "Every claim in its default size" };
        var output = new Option<string>("--out")
        {
            Description = "Folder for the results; what is done there already is not run again",
            DefaultValueFactory = _ => Path.Combine("runs", "claims"),
        };
        var model = new Option<string?>("--model") { Description = "An id from models/models.json or a .gguf file, in place of the plan's models" };
        var threads = CommonOptions.Threads();
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the parts and what each takes; run nothing" };
        var command = new Command(
            "run", "Run a claim's plan, part by part; what was broken off is gone on with.\nExample: agentmemory claims run b --out runs/claims")
        {
            name, all, output, model, threads, dryRun,
        };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var plans = ClaimPlan.ReadAll(home.Claims);
            if (parsed.GetValue(name) is null == !parsed.GetValue(all))
            {
                throw new UserErrorException("claims run takes either a claim's letter or --all; agentmemory claims list shows the letters");
            }

            IReadOnlyList<ClaimPlan> chosen = parsed.GetValue(name) is { } named ? [Named(named, plans)] : [.. plans.Where(plan => plan.IsDefault)];
            var root = parsed.GetValue(output)!;
            var runner = new ClaimRunner(root, new ClaimParts(home, parsed.GetValue(model), parsed.GetValue(threads)), Console.Error.WriteLine);
            if (parsed.GetValue(dryRun))
            {
                chosen.SelectMany(runner.Forecast).ToList().ForEach(Console.Out.WriteLine);
                return ExitCode.Done;
            }

            WritablePlace.Check(root, "output folder", "--out");
            foreach (var plan in chosen)
            {
                runner.Run(plan, cancellation);
                Console.Out.WriteLine(Path.Combine(root, "claims-" + plan.Name, "table.md"));
            }

            runner.WriteIndex(plans);
            return ExitCode.Done;
        });
        return command;
    }

    private static ClaimPlan Named(string name, IReadOnlyList<ClaimPlan> plans) =>
        name.EndsWith(".yaml", StringComparison.Ordinal) ? ClaimPlan.Read(name)
        : plans.FirstOrDefault(plan => plan.Name == name) ?? throw Unknown(name, [.. plans.Select(plan => plan.Name)]);

    private static UserErrorException Unknown(string name, IReadOnlyList<string> names) =>
        new($"there is no claim \"{name}\"; there are {string.Join(", ", names)}{NearestName.Hint(name, names)}");
}

using System.CommandLine;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Texts;
using AgentMemory.Core;
using AgentMemory.Fields;
using AgentMemory.Fields.Audit;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Cli.Commands;

/// <summary>Whether the fields keep their promises, at any size: what the tests look at in little.</summary>
internal static class FieldsCheckCommand
{
    private static readonly NumberRange<int> SeedCounts = new(1, 10_000);

    public static Command Make(CancellationToken cancellation)
    {
        var family = new Argument<string?>("FAMILY")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "algebra, law and so on; without it, every family",
        };
        var seeds = NumberOption.Usual("--seeds", 100, SeedCounts, "Fields of each size");
        var concepts = NumberOption.Several("--concepts", [4, 16, 64], FieldSettings.ConceptCounts, "Sizes");
        var command = new Command(
            "check",
            "Audit fields: both engines agree, exams repeat no practice, nothing to be built is stated, guessing does not pay.\n"
            + "Exit code 1 where a promise is broken.\nExample: agentmemory fields check law --seeds 20 --concepts 4 16")
        {
            family, seeds, concepts,
        };
        command.SetAction(parsed => Run(
            Families(parsed.GetValue(family)), parsed.GetValue(concepts)!, parsed.GetValue(seeds), cancellation));
        return command;
    }

    private static IReadOnlyList<string> Families(string? name)
    {
        var all = FieldCatalogue.Families.Select(f => f.Name).ToList();
        return name is null ? all
            : all.Contains(name) ? [name]
            : throw new UserErrorException($"there is no family \"{name}\"; take one of {string.Join(", ", all)}{NearestName.Hint(name, all)}");
    }

    private static int Run(IReadOnlyList<string> families, int[] sizes, int seeds, CancellationToken cancellation)
    {
        var holds = true;
        foreach (var family in families)
        {
            foreach (var size in sizes)
            {
                var report = FieldAudit.Run(family, size, seeds, cancellation);
                holds &= report.Holds;
                Console.Out.Write(FieldText.Audit(report));
            }
        }

        Console.Out.WriteLine(holds ? "every promise holds" : "a promise is broken");
        return holds ? ExitCode.Done : ExitCode.Fault;
    }
}

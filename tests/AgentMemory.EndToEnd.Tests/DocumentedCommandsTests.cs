using System.Text.RegularExpressions;
using AgentMemory.Cli;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.EndToEnd.Tests.Hostile;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Every command that a document shows is one that the program takes. Nothing is run but dry runs of plans.</summary>
public sealed partial class DocumentedCommandsTests
{
    private static readonly DocumentedCommand[] Shown = [.. Documentation.All.SelectMany(Documentation.Commands)];

    private static IEnumerable<DocumentedCommand> Own => Shown.Where(command => command.Words[0].EndsWith("agentmemory", StringComparison.Ordinal));

    /// <summary>A page on additions makes its own learner and family; others are named in their place.</summary>
    private static string[] Line(DocumentedCommand command) => [.. command.Words.Skip(1).Select(word => Known(command.Document, word))];

    [Fact]
    public void Every_documented_command_is_parsed_without_a_problem()
    {
        var wrong = new List<string>();
        foreach (var command in Own)
        {
            var parsed = CommandLine.Parse(CommandLine.Root(CancellationToken.None), Line(command));
            var isName = command.IsInline && CommandLine.NameOf(parsed).Split(' ').Length == command.Words.Count;
            if (!isName && CommandLine.ProblemOf(parsed) is { } problem)
            {
                wrong.Add($"{command}: {problem}");
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(Own.Count(), 100, int.MaxValue);
    }

    [Fact]
    public void A_misspelt_command_of_a_document_is_found()
    {
        var parsed = CommandLine.Parse(CommandLine.Root(CancellationToken.None), ["compare", "--sedes", "4"]);
        Assert.Contains("--sedes", CommandLine.ProblemOf(parsed), StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_and_models_of_documented_commands_are_files_of_the_project()
    {
        var named = Own.SelectMany(command => command.Words.Skip(1).Where(word => Kept().IsMatch(word)).Select(word => (command, word)));
        Assert.Empty(named.Where(found => !File.Exists(RepositoryFiles.Path(found.word))).Select(found => found.command.ToString()));
    }

    [Fact]
    public void Tasks_of_documented_commands_can_be_made()
    {
        var prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
        var catalogue = new TaskCatalogue(prompts);
        var names = Own.SelectMany(Line).Where(word => Task().IsMatch(word) && catalogue.Families.ContainsKey(TaskParameters.Parse(word).Family))
            .Where(word => !word.Contains("mine.jsonl", StringComparison.Ordinal))
            .Select(word => word.Replace("file=samples/", $"file={RepositoryFiles.Path("samples")}/", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(names);
        var wrong = new List<string>();
        foreach (var name in names)
        {
            try
            {
                Assert.NotEqual("", catalogue.Make(name).Id);
            }
            catch (UserErrorException e)
            {
                wrong.Add($"{name}: {e.Message}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Plans_of_documented_comparisons_are_ready_to_run()
    {
        var plans = Own.Where(command => command.Words is [_, "compare", ..]).SelectMany(command => command.Words)
            .Where(word => word.StartsWith("eval/plans/", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(plans);
        Assert.All(plans, plan =>
        {
            string[] line = ["compare", RepositoryFiles.Path(plan), "--dry-run", "--quiet", "--threads", "1", "--seeds", "1", "--learner", "frozen"];
            var outcome = LineRunner.Inside(line, TimeSpan.FromMinutes(10));
            Assert.True(outcome.ExitCode == 0, $"{plan}: {outcome.Error}");
        });
    }

    /// <summary>Test commands name projects that exist and tests that exist there.</summary>
    [Fact]
    public void Documented_test_commands_find_tests()
    {
        var wrong = new List<string>();
        foreach (var command in Shown.Where(command => command.Words is ["dotnet", "test", ..]))
        {
            var project = command.Words.Skip(2).FirstOrDefault(word => word.StartsWith("tests/", StringComparison.Ordinal)) ?? "tests";
            if (!Directory.Exists(RepositoryFiles.Path(project)))
            {
                wrong.Add(command.ToString());
                continue;
            }

            var filter = command.Words.SkipWhile(word => word != "--filter").Skip(1).FirstOrDefault() ?? "";
            var sources = Directory.EnumerateFiles(RepositoryFiles.Path(project), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
            wrong.AddRange(filter.Split('|', StringSplitOptions.RemoveEmptyEntries)
                .Where(term => !term.StartsWith("DisplayName", StringComparison.Ordinal))
                .Select(term => term[(term.IndexOf('~', StringComparison.Ordinal) + 1)..])
                .Where(name => !sources.Any(source => source.Contains(name, StringComparison.Ordinal)))
                .Select(name => $"{command}: no test {name}"));
        }

        Assert.Empty(wrong);
    }

    private static string Known(string document, string word) => document switch
    {
        "docs/add-a-game.md" => word.Replace("lamps?hidden=wiring", "heaps?hidden=takes", StringComparison.Ordinal),
        "docs/add-a-learner.md" => word.Replace("last-seen", "context", StringComparison.Ordinal),
        _ => word,
    };

    // Files that a checkout has; others are the reader's own.
    [GeneratedRegex(@"^(eval/plans|models|samples)/[\w./-]+$")]
    private static partial Regex Kept();

    [GeneratedRegex(@"^[a-z]+\?[a-z_]+=")]
    private static partial Regex Task();
}

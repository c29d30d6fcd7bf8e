using System.CommandLine;
using AgentMemory.Cli.Listings;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Learners;

namespace AgentMemory.Cli.Commands;

/// <summary>What learns, and what it can be set by.</summary>
internal static class LearnersCommand
{
    public static Command Make() => new(
        "learners", "What can learn a game or field, on either path.\nExample: agentmemory learners list") { List() };

    /// <summary>An option that names a learner: the shell completes it, and its help says which there are.</summary>
    public static Option<T> Naming<T>(Option<T> option)
    {
        string[] ids = [.. LearnerCatalogue.All.Select(learner => learner.Id)];
        option.HelpName = "id";
        option.CompletionSources.Add(ids);
        option.Description += $": {string.Join(", ", ids)}";
        return option;
    }

    private static Command List()
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "The learners with their settings and defaults.\nExample: agentmemory learners list --json") { json };
        command.SetAction(parsed =>
        {
            Console.Out.Write(parsed.GetValue(json) ? LearnerListing.Json(LearnerCatalogue.All) : LearnerListing.Text(LearnerCatalogue.All));
            return ExitCode.Done;
        });
        return command;
    }
}

using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Cli.Models;

/// <summary>
/// Which documents a player never gets to see because they do not fit the window. A document enters whole or not at all,
/// so a long chapter in a short window is as good as a closed book, and whoever reads the scores has to know.
/// </summary>
internal static class DocumentFit
{
    /// <summary>One sentence per planned task with documents that do not fit; the worst of its seeds counts.</summary>
    public static IReadOnlyList<string> Cautions(IEnumerable<PlannedTask> tasks, LearnerTools tools) =>
    [
        .. tasks.Where(t => t.Task.Documents.Count > 0).GroupBy(t => t.Name, StringComparer.Ordinal)
            .Select(group => Worst(group, tools)).OfType<string>(),
    ];

    private static string? Worst(IEnumerable<PlannedTask> tasks, LearnerTools tools)
    {
        var limits = tools.Limits;
        var worst = tasks.DistinctBy(t => t.Task.Id).Select(t => (t.Name, t.Task.Documents, LeftOut: tools.Prompt.Compose(
            new Recollection { Documents = t.Task.Documents },
            tools.Model.Tokenizer,
            limits.Room - limits.EpisodeTokens).DocumentsLeftOut.Count)).MaxBy(t => t.LeftOut);
        return worst.LeftOut == 0 ? null
            : $"{worst.Name}: {worst.LeftOut} of {worst.Documents.Count} documents do not fit a window of "
            + $"{limits.ContextTokens} tokens with {limits.EpisodeTokens} kept for the episode, and were never shown; "
            + "raise context_tokens in the plan or take a smaller task.";
    }
}

using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Cli.Models;

/// <summary>
/// Which documents a player never gets to see because they do not fit the window. A document enters whole or not at all,
/// so a long chapter in a short window is as good as a closed book, and whoever starts the run has to know.
/// </summary>
internal static class DocumentFit
{
    // Windows are advised in steps, as people set them.
    private const int Step = 64;

    /// <summary>One sentence for each of the plan's tasks with documents that do not fit; the worst of its worlds and learners counts.</summary>
    /// <param name="plan">The run's.</param>
    /// <param name="trials">All of the run's, or one.</param>
    /// <param name="toolsOf">What each of the plan's learners works with, by the learner's name.</param>
    public static IReadOnlyList<string> Cautions(Plan plan, IEnumerable<Trial> trials, Func<string, LearnerTools> toolsOf)
    {
        var found = new Dictionary<(string Task, int Room), Shortfall?>();
        var worst = new SortedDictionary<string, Shortfall>(StringComparer.Ordinal);
        foreach (var trial in trials.Where(trial => !trial.Learner.AsksNoModel))
        {
            var tools = toolsOf(trial.Key.Learner);
            foreach (var task in trial.Tasks.Where(task => task.Task.Documents.Count > 0))
            {
                var room = tools.Limits.Room - tools.Limits.EpisodeTokens;
                if (!found.TryGetValue((task.Task.Id, room), out var shortfall))
                {
                    found[(task.Task.Id, room)] = shortfall = Of(plan, task, tools, room);
                }

                if (shortfall is not null && (!worst.TryGetValue(task.Name, out var known) || shortfall.LeftOut > known.LeftOut))
                {
                    worst[task.Name] = shortfall;
                }
            }
        }

        return [.. worst.Select(task => Sentence(task.Key, task.Value))];
    }

    /// <summary>Refuses a run whose open-book exams would be sat without some of their documents.</summary>
    /// <exception cref="UserErrorException">There are such, and nobody asked for it.</exception>
    public static void Refuse(Plan plan, IReadOnlyList<string> cautions)
    {
        if (plan.OpenBook && cautions.Count > 0)
        {
            throw new UserErrorException($"{string.Join(" ", cautions).TrimEnd('.')}; or add --force to go on without them");
        }
    }

    // At an exam where books are open then, else in practice.
    private static Shortfall? Of(Plan plan, PlannedTask task, LearnerTools tools, int room)
    {
        var documents = plan.DocumentsOf(task.Task, plan.OpenBook);
        var shown = tools.Prompt.Compose(new Recollection { Documents = documents }, tools.Model.Tokenizer, Math.Max(0, room));
        if (shown.DocumentsLeftOut.Count == 0)
        {
            return null;
        }

        var whole = tools.Prompt.Compose(new Recollection { Documents = documents }, tools.Model.Tokenizer, int.MaxValue).Tokens;
        var window = whole + tools.Limits.ContextTokens - room;
        return new Shortfall(
            shown.DocumentsLeftOut.Count, documents.Count, tools.Limits, (window + Step - 1) / Step * Step, tools.Model.Card.ContextTokens);
    }

    private static string Sentence(string task, Shortfall lost) => string.Create(
        CultureInfo.InvariantCulture,
        $"{task}: {lost.LeftOut} of {lost.Documents} documents do not fit a window of {lost.Limits.ContextTokens} tokens with "
        + $"{lost.Limits.EpisodeTokens} kept for the episode, and are never shown; ")
        + (lost.WindowNeeded <= lost.WindowMax
            ? string.Create(CultureInfo.InvariantCulture, $"context_tokens: {lost.WindowNeeded} in the plan holds them.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"they need {lost.WindowNeeded} and the model holds {lost.WindowMax}: take a smaller task or another model."));

    private sealed record Shortfall(int LeftOut, int Documents, PlayerLimits Limits, int WindowNeeded, int WindowMax);
}

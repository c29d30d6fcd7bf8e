using System.Globalization;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Plans;
using AgentMemory.Gguf;
using AgentMemory.Inference.Catalogue;

namespace AgentMemory.Cli.Ladder;

/// <summary>Chooses the style of a plan that leaves it open, by the ladder's rule on the plan's own tasks.</summary>
/// <param name="home">Where the project's files lie.</param>
/// <param name="plan">The plan; it leaves the style open.</param>
/// <param name="threads">As typed.</param>
internal sealed class StyleAuto(Home home, Plan plan, int? threads)
{
    /// <summary>The styles that a model may be tried in: the project's own form where it was trained on that, and the others.</summary>
    /// <param name="home">Where the catalogue of models lies.</param>
    /// <param name="model">As users name it.</param>
    public static IReadOnlyList<PromptStyle> Candidates(Home home, string model)
    {
        using var file = GgufFile.Open(ModelCatalogue.Read(home.Models).Resolve(model).Path);
        var isOwn = file.Text("agentmemory.plan.sha256") is not null;
        return [.. Enum.GetValues<PromptStyle>().Where(style => style != PromptStyle.Game || isOwn)];
    }

    /// <summary>Tries the styles and says what was chosen, and why, in lines on standard error.</summary>
    /// <exception cref="UserErrorException">A model or task cannot be used.</exception>
    public StyleChoice Choose(CancellationToken cancellation)
    {
        // What the plan itself cannot use is refused before minutes are spent.
        using (new LearningSetup(home, plan, threads, cancellation: cancellation))
        {
        }

        var (tasks, leftOut) = StyleChoice.TasksOf(plan, new TaskCatalogue(PromptBook.Load(home.Prompts)));
        var styles = Candidates(home, plan.Model);
        var remarks = new List<string>(leftOut);
        StyleTrials? tried = null;
        if (tasks.Count > 0)
        {
            var ladder = new LadderRun(home, Rungs(tasks), plan.Model, plan.Device, threads, line => Console.Error.WriteLine($"style auto: {line}"));
            tried = ladder.Try(styles, cancellation);
            remarks.AddRange(ladder.Remarks);
        }

        var choice = StyleChoice.Of(plan, styles, tried, remarks);
        foreach (var line in StyleRecord.Lines(choice))
        {
            Console.Error.WriteLine($"style auto: {line}");
        }

        return choice;
    }

    /// <summary>What would be tried, in lines; no model is asked.</summary>
    public IEnumerable<string> Forecast()
    {
        var (tasks, leftOut) = StyleChoice.TasksOf(plan, new TaskCatalogue(PromptBook.Load(home.Prompts)));
        var styles = Candidates(home, plan.Model);
        var rungs = Rungs(tasks);
        yield return tasks.Count == 0
            ? $"style auto: nothing can be tried; the style would be {PlanWords.Of(StyleChoice.Of(plan, styles, null, []).Style)}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"style auto: {string.Join(", ", styles.Select(PlanWords.Of))} would be tried behind {rungs.Histories[0]} episodes in ")
                + string.Create(CultureInfo.InvariantCulture, $"{rungs.ChoiceWorlds} worlds of tuning of {string.Join(", ", tasks)},")
                + (plan.StatesCalibration ? " with the calibration that the plan states" : " with raw and with calibrated replies");
        foreach (var reason in leftOut)
        {
            yield return $"style auto: left out: {reason}";
        }

        yield return $"style auto: the figures above are those of style {PlanWords.Of(plan.Style)}, without what the choice takes";
    }

    // The ladder's numbers, in the window and with the thoughts in which the style will be used.
    private LadderPlan Rungs(IReadOnlyList<string> tasks)
    {
        var path = home.Plan("ladder");
        return LadderPlan.Parse(path, TextFile.Read(path, "plan")) with
        {
            Tasks = tasks,
            Batch = plan.Batch,
            ContextTokens = plan.ContextTokens,
            EpisodeTokens = plan.EpisodeTokens,
            ThinkingTokens = plan.ThinkingTokens,
            KeepsThoughts = plan.KeepsThoughts,
        };
    }
}

using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Ladder;

/// <summary>
/// The style and the memory path's figure that a plan with <c>style: auto</c> runs in: those by which a true history leads its scrambled
/// twin by most, in worlds of tuning of the plan's own tasks. Where none of the tasks can be tried it is the form that the model was
/// trained on, or lines "thing: word".
/// </summary>
public sealed record StyleChoice
{
    /// <summary>The style.</summary>
    public required PromptStyle Style { get; init; }

    /// <summary>Replies of the memory path are ranked by calibrated figures.</summary>
    public required bool CalibratesMemory { get; init; }

    /// <summary>What was tried; null where nothing could be.</summary>
    public required StyleTrials? Tried { get; init; }

    /// <summary>Tasks that were not tried, and styles, each with the reason.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>The choice from what was tried.</summary>
    /// <param name="plan">Whose choice it is; a calibration that it states stays.</param>
    /// <param name="styles">What could be chosen.</param>
    /// <param name="tried">What was tried; null where nothing could be.</param>
    /// <param name="leftOut">What was not, with the reasons.</param>
    public static StyleChoice Of(Plan plan, IReadOnlyList<PromptStyle> styles, StyleTrials? tried, IReadOnlyList<string> leftOut)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(styles);
        var best = tried?.Leads().Where(lead => !plan.StatesCalibration || lead.IsCalibrated == plan.CalibratesMemory).MaxBy(lead => lead.Lead);
        return new StyleChoice
        {
            Style = best?.Style ?? (styles.Contains(PromptStyle.Game) ? PromptStyle.Game : PromptStyle.Plain),
            CalibratesMemory = best?.IsCalibrated ?? plan.CalibratesMemory,
            Tried = best is null ? null : tried,
            LeftOut = leftOut,
        };
    }

    /// <summary>The plan with what was chosen.</summary>
    public Plan Applied(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan with { ChoosesStyle = false, Style = Style, CalibratesMemory = CalibratesMemory };
    }

    /// <summary>
    /// The plan's tasks without their worlds, each once, as far as styles can be tried on them: families that have worlds of tuning, and
    /// questions of which practice tells something.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="catalogue">Knows the tasks.</param>
    public static (IReadOnlyList<string> Tasks, IReadOnlyList<string> LeftOut) TasksOf(Plan plan, ITaskCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(catalogue);
        var (tasks, leftOut) = (new List<string>(), new List<string>());
        foreach (var task in plan.Streams.SelectMany(stream => stream))
        {
            // A world that the plan names is not looked into; another of its kind is, unless it has one of tuning itself.
            var parameters = TaskParameters.Parse(task);
            var family = catalogue.FamilyOf(task);
            var tuned = family?.TuningWorld(parameters, TuningSeeds.First) is null ? parameters.Without(TaskParameter.Seed) : parameters;
            if (family?.TuningWorld(tuned, TuningSeeds.First) is not { } world)
            {
                leftOut.Add($"{task}: it has no worlds of tuning");
            }
            else if (!catalogue.Make(world.ToString()).Partition.IsKnown)
            {
                leftOut.Add($"{task}: it is not examined by questions");
            }
            else
            {
                tasks.Add(tuned.ToString());
            }
        }

        return ([.. tasks.Distinct(StringComparer.Ordinal)], [.. leftOut.Distinct(StringComparer.Ordinal)]);
    }
}

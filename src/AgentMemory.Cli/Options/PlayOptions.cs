using System.CommandLine;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Options;

/// <summary>How a model is asked, in place of what a plan says.</summary>
internal static class PlayOptions
{
    public static Option<string?> Style() => WordOption.Optional("--style", "How prompts and lessons are worded, in place of the plan's", PlanWords.Styles);

    public static Option<string?> Calibration() => WordOption.Optional(
        "--calibration", "Rank replies less what they are likely by themselves (content-free), in place of the plan's", PlanWords.Calibrations);

    /// <summary>The plan with what was given.</summary>
    public static Plan Changed(Plan plan, string? style, string? calibration) => plan with
    {
        Style = style is null ? plan.Style : Enum.Parse<PromptStyle>(style, ignoreCase: true),
        CalibratesMemory = calibration is null ? plan.CalibratesMemory : calibration == PlanWords.ContentFree,
        CalibratesWeights = calibration is null ? plan.CalibratesWeights : calibration == PlanWords.ContentFree,
    };
}

using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Plans;

/// <summary>The words of a plan for styles and calibration, on the command line too.</summary>
public static class PlanWords
{
    /// <summary>Replies are ranked less what they are likely by themselves.</summary>
    public const string ContentFree = "content-free";

    private const string None = "none";

    /// <summary>The style is chosen in worlds of tuning.</summary>
    public const string Auto = "auto";

    /// <summary>Thoughts stand in later prompts.</summary>
    public const string Kept = "kept";

    /// <summary>Every <see cref="PromptStyle"/>.</summary>
    public static string[] Styles { get; } = [.. Enum.GetNames<PromptStyle>().Select(name => name.ToLowerInvariant())];

    /// <summary>Each of them, or <see cref="Auto"/>.</summary>
    public static string[] StylesOrAuto { get; } = [.. Styles, Auto];

    /// <summary>What becomes of thoughts.</summary>
    public static string[] Thoughts { get; } = ["dropped", Kept];

    /// <summary>A style as it is written.</summary>
    public static string Of(PromptStyle style) => style.ToString().ToLowerInvariant();

    /// <summary>A style of <see cref="Styles"/>.</summary>
    public static PromptStyle StyleOf(string word) => Enum.Parse<PromptStyle>(word, ignoreCase: true);

    /// <summary>Whether and how replies are calibrated.</summary>
    public static string[] Calibrations { get; } = [None, ContentFree];

    /// <summary>A path as it is written.</summary>
    public static string Of(LearnerPath path) => path.ToString().ToLowerInvariant();

    /// <summary>The word for a path that is calibrated or not.</summary>
    public static string CalibrationOf(bool isCalibrated) => isCalibrated ? ContentFree : None;

    /// <summary>The field calibration, one word for each path.</summary>
    public static string CalibrationOf(Plan plan) =>
        $"{{{Of(LearnerPath.Memory)}: {CalibrationOf(plan.CalibratesMemory)}, {Of(LearnerPath.Weights)}: {CalibrationOf(plan.CalibratesWeights)}}}";
}

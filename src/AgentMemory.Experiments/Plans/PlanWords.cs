using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Plans;

/// <summary>The words of a plan for styles and calibration, on the command line too.</summary>
public static class PlanWords
{
    /// <summary>Replies are ranked less what they are likely by themselves.</summary>
    public const string ContentFree = "content-free";

    private const string None = "none";

    /// <summary>Every <see cref="PromptStyle"/>.</summary>
    public static string[] Styles { get; } = [.. Enum.GetNames<PromptStyle>().Select(name => name.ToLowerInvariant())];

    /// <summary>Whether and how replies are calibrated.</summary>
    public static string[] Calibrations { get; } = [None, ContentFree];

    /// <summary>The word for a path that is calibrated or not.</summary>
    public static string CalibrationOf(bool isCalibrated) => isCalibrated ? ContentFree : None;
}

using System.CommandLine;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Options;

/// <summary>How a model is asked, in place of what a plan says.</summary>
internal static class PlayOptions
{
    public static Option<string?> Style() => WordOption.Optional(
        "--style", "How prompts and lessons are worded, in place of the plan's; auto chooses in worlds of tuning", PlanWords.StylesOrAuto);

    public static Option<string?> Calibration() => WordOption.Optional(
        "--calibration", "Rank replies less what they are likely by themselves (content-free), in place of the plan's", PlanWords.Calibrations);

    public static Option<int?> Thinking() => NumberOption.Optional(
        "--thinking", PlanRanges.Thinking, "Tokens to think before each reply and reflection, in place of the plan's; 0 for none");

    public static Option<string?> Thoughts() => WordOption.Optional(
        "--thoughts", "Whether a thought stands before its reply in later prompts, in place of the plan's", PlanWords.Thoughts);

    /// <summary>The plan with what was given.</summary>
    /// <exception cref="UserErrorException">It contradicts itself.</exception>
    public static Plan Changed(Plan plan, PlayWords words)
    {
        var changed = plan with
        {
            Style = words.Style is null or PlanWords.Auto ? plan.Style : PlanWords.StyleOf(words.Style),
            ChoosesStyle = words.Style is null ? plan.ChoosesStyle : words.Style == PlanWords.Auto,
            StatesCalibration = plan.StatesCalibration || words.Calibration is not null,
            CalibratesMemory = words.Calibration is null ? plan.CalibratesMemory : words.Calibration == PlanWords.ContentFree,
            CalibratesWeights = words.Calibration is null ? plan.CalibratesWeights : words.Calibration == PlanWords.ContentFree,
            ThinkingTokens = words.Thinking ?? plan.ThinkingTokens,
            KeepsThoughts = words.Thoughts is null ? plan.KeepsThoughts && words.Thinking is not 0 : words.Thoughts == PlanWords.Kept,
        };
        if (changed.KeepsThoughts && changed.ThinkingTokens == 0)
        {
            throw new UserErrorException("--thoughts kept has no effect without thinking; add --thinking N, or leave it out");
        }

        return changed.EpisodeTokens + changed.ThinkingTokens < changed.Learners.Min(changed.WindowOf) || changed.ThinkingTokens == 0
            ? changed
            : throw new UserErrorException(FormattableString.Invariant(
                $"--thinking {changed.ThinkingTokens} cannot be used; with episode_tokens ({changed.EpisodeTokens}) it fills a window of ")
                + FormattableString.Invariant($"{changed.Learners.Min(changed.WindowOf)} tokens; lower it, or raise context_tokens in the plan"));
    }
}

/// <summary>What was typed of how a model is asked; null where nothing was.</summary>
internal sealed record PlayWords(string? Style, string? Calibration, int? Thinking, string? Thoughts);

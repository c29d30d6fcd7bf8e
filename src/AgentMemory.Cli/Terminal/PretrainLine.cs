using AgentMemory.Pretraining;

namespace AgentMemory.Cli.Terminal;

/// <summary>How pretraining stands, in one line of its log.</summary>
internal static class PretrainLine
{
    public static string Of(PretrainProgress progress)
    {
        var phase = progress.Phase.Length > 0 ? progress.Phase + " " : "";
        var done = FormattableString.Invariant(
            $"{phase}{progress.Progress,6:P1} step {progress.Step,6} {progress.Tokens / 1e6,8:F2} M tokens {progress.TokensPerSecond,7:F0}/s");
        var line = FormattableString.Invariant($"{done} loss {progress.Loss:F4} norm {progress.GradientNorm:F2} rate {progress.Rate:E1}");
        return progress.HeldOut.Count == 0 ? line : line + " held out: " + string.Join(", ", progress.HeldOut.Select(HeldOut));
    }

    private static string HeldOut(HeldOutLoss heldOut)
    {
        var parts = string.Join(", ", heldOut.Parts.Select(part => FormattableString.Invariant($"{part.Part} {part.Loss:F3}")));
        return FormattableString.Invariant($"{heldOut.Kind} {heldOut.Loss:F4}") + (heldOut.Parts.Count > 1 ? $" ({parts})" : "");
    }
}

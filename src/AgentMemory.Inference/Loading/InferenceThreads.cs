using System.Globalization;

namespace AgentMemory.Inference.Loading;

/// <summary>
/// How many threads compute on the processor. Threads wait for each other after every operation, so that a small model is slower on
/// two than on one: writing token by token 0.4 times as fast at a million weights. The digits are the same for every number.
/// </summary>
/// <param name="Step">Where one token is evaluated at a time.</param>
/// <param name="Batch">Where many are.</param>
/// <param name="Why">In words, for a line on the terminal.</param>
internal sealed record InferenceThreads(int Step, int Batch, string Why)
{
    /// <summary>Models with fewer weights evaluate single tokens on one thread.</summary>
    private const long StepWeightsMin = 2_000_000;

    /// <summary>Models with fewer weights evaluate batches on one thread too.</summary>
    private const long BatchWeightsMin = 600_000;

    /// <summary>Chooses.</summary>
    /// <param name="stated">What a person asks for, at most one for each core; null leaves it to the model's size.</param>
    /// <param name="weights">Of the model.</param>
    /// <param name="cores">That this process may use.</param>
    internal static InferenceThreads Of(int? stated, long weights, int cores)
    {
        if (stated is { } asked)
        {
            var threads = Math.Clamp(asked, 1, cores);
            return new InferenceThreads(threads, threads, "as asked for");
        }

        return new InferenceThreads(
            weights < StepWeightsMin ? 1 : cores,
            weights < BatchWeightsMin ? 1 : cores,
            weights < StepWeightsMin
                ? string.Create(CultureInfo.InvariantCulture, $"the model is small ({weights / 1e6:0.0} million weights), and more would wait for each other")
                : $"one for each of {cores} processors");
    }

    public override string ToString() =>
        Step == Batch ? $"{Batch}, {Why}" : $"{Batch} for many tokens at once and {Step} for one at a time, {Why}";
}

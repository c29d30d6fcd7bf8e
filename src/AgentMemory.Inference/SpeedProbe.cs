using System.Numerics.Tensors;
using AgentMemory.Inference.Cache;

namespace AgentMemory.Inference;

/// <summary>
/// Tokens a second through the same path as completions take, without texts: what is measured elsewhere by llama-bench
/// (one sequence) and llama-batched-bench (many).
/// </summary>
public sealed class SpeedProbe
{
    /// <summary>Token numbers of a prompt follow one another by this, so that no two sequences share a beginning.</summary>
    private const int Stride = 7;

    private readonly LocalModel _model;
    private readonly TimeProvider _time;

    /// <param name="model">Stays the caller's; what it remembers is forgotten.</param>
    /// <param name="time">Counts.</param>
    public SpeedProbe(LocalModel model, TimeProvider time) => (_model, _time) = (model, time);

    /// <summary>Seconds to read prompts, and then to write behind them token by token, the likeliest each time.</summary>
    /// <param name="sequences">At most the model's slots.</param>
    /// <param name="promptTokens">Of each; at least 1.</param>
    /// <param name="newTokens">Of each.</param>
    public (double Reading, double Writing) Run(int sequences, int promptTokens, int newTokens, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequences);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(promptTokens);
        _model.Forget();
        var vocabulary = _model.Card.VocabularySize;
        SequenceRequest[] requests =
        [
            .. Enumerable.Range(0, sequences).Select(sequence => new SequenceRequest
            {
                Tokens = [.. Enumerable.Range(0, promptTokens).Select(i => (1 + sequence + (i * Stride)) % vocabulary)],
                OutputsFrom = promptTokens - 1,
                Room = newTokens,
            }),
        ];
        var cache = _model.Engine.Caches.For(requests);
        int[][] next = [.. requests.Select(_ => new int[1])];
        void Choose(int index, int position, ReadOnlySpan<float> logits) => next[index][0] = TensorPrimitives.IndexOfMax(logits);

        var began = _time.GetTimestamp();
        var written = cache.Evaluate(requests, Choose, cancellation);
        var reading = _time.GetElapsedTime(began).TotalSeconds;
        (int Index, CachedSequence Sequence, int[] Tokens)[] extensions = [.. written.Select((sequence, i) => (i, sequence, next[i]))];
        began = _time.GetTimestamp();
        for (var step = 0; step < newTokens; step++)
        {
            cache.Extend(extensions, Choose, cancellation);
        }

        return (reading, _time.GetElapsedTime(began).TotalSeconds);
    }
}

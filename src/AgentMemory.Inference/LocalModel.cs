using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Cache;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;
using AgentMemory.Inference.Replies;

namespace AgentMemory.Inference;

/// <summary>
/// A GGUF model run by llama.cpp on this machine. The same calls in the same order since <see cref="Forget"/> give the
/// same bits. Not thread-safe; calls block.
/// </summary>
public sealed class LocalModel : ILanguageModel
{
    private readonly Engine _engine;
    private readonly IReadOnlyList<(LoadedAdapter Adapter, float Scale)> _worn;
    private readonly int _inherited;
    private readonly bool _isView;
    private bool _disposed;

    private LocalModel(
        Engine engine, IReadOnlyList<(LoadedAdapter Adapter, float Scale)> worn, int inherited, bool isView) =>
        (_engine, _worn, _inherited, _isView) = (engine, worn, inherited, isView);

    public ModelCard Card => _engine.Weights.Card;

    public ITokenizer Tokenizer => _engine.Weights.Tokenizer;

    /// <summary>Tokens of one sequence, prompt and reply together.</summary>
    public int ContextTokens => _engine.WindowTokens;

    /// <summary>The device that is really used.</summary>
    public DeviceCard Device => _engine.Weights.Device;

    /// <summary>What computes, as it stands in a ledger: package, version, processor variant and device.</summary>
    public string EngineName => $"LLamaSharp {InferenceRuntime.Version} {_engine.Weights.Variant.Name} {Device.Name}";

    /// <summary>The processor variant and why it was chosen, in one line.</summary>
    public string VariantChoice => $"processor variant {_engine.Weights.Variant.Name}: {_engine.Weights.Variant.Reason}";

    internal Engine Engine => _engine;

    /// <summary>What was chosen for the run and why, one line each.</summary>
    public IReadOnlyList<string> Choices => _engine.Choices;

    /// <summary>Checks and loads a model.</summary>
    /// <exception cref="ModelFileException">
    /// The file is missing, damaged, not the catalogue's, or unknown to llama.cpp.
    /// </exception>
    /// <exception cref="UserErrorException">
    /// The model cannot write text, or the device asked for is missing.
    /// </exception>
    /// <exception cref="BackendException">The native libraries are missing.</exception>
    public static LocalModel Open(ModelEntry entry, EngineOptions options)
    {
        var weights = ModelWeights.Load(entry, options);
        try
        {
            return new LocalModel(new Engine(weights), [], 0, isView: false);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Completion> Complete(IReadOnlyList<CompletionRequest> requests, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        Begin();
        var plans = new List<ReplyPlan>(requests.Count);
        try
        {
            foreach (var request in requests)
            {
                plans.Add(ReplyPlan.Make(request, _engine.Weights, _engine.WindowTokens));
            }

            var completions = new Completion[plans.Count];
            InWaves([.. plans.Select(plan => plan.Sequence)], (cache, from, sequences) =>
            {
                var wave = plans.GetRange(from, sequences.Length);
                Write(cache, wave, sequences, cancellation);
                for (var i = 0; i < wave.Count; i++)
                {
                    completions[from + i] = Finished(wave[i], sequences[i]);
                }
            }, (from, index, _, logits) => plans[from + index].Reply.Offer(logits), cancellation);
            return completions;
        }
        finally
        {
            plans.ForEach(plan => plan.Dispose());
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Stream(CompletionRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        Begin();
        using var plan = ReplyPlan.Make(request, _engine.Weights, _engine.WindowTokens);
        var isOver = false;
        try
        {
            SequenceRequest[] requests = [plan.Sequence];
            var cache = _engine.Caches.For(requests);
            var sequence = cache.Evaluate(requests, (_, _, logits) => plan.Reply.Offer(logits), cancellation)[0];
            for (; ; )
            {
                if (plan.Reply.TakeCertain() is { Length: > 0 } piece)
                {
                    yield return piece;
                }

                if (plan.Reply.IsOver)
                {
                    break;
                }

                cache.Extend(
                    [(0, sequence, plan.Reply.TakePending().ToArray())], (_, _, logits) => plan.Reply.Offer(logits), cancellation);
            }

            isOver = true;
        }
        finally
        {
            // As after a failed call: what was left in the middle would make later results depend on where it stopped.
            if (!isOver && !_disposed)
            {
                _engine.Caches.Forget();
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A prompt with its continuation does not fit the context window.</exception>
    public IReadOnlyList<ScoredContinuation> Score(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var (own, tokens) = Continuations(requests);
        var (sequences, askedOf) = MergedContinuations.Of(requests, own);
        var scores = new double[requests.Count];
        var evaluated = new int[sequences.Count];
        InWaves(sequences, (_, from, wave) => Count(evaluated, from, wave), (from, index, position, logits) =>
        {
            var total = double.NaN;
            foreach (var request in askedOf[from + index])
            {
                if (position >= own[request].OutputsFrom && position + 1 < tokens[request].Length)
                {
                    total = double.IsNaN(total) ? Distribution.LogSumExp(logits) : total;
                    scores[request] += logits[tokens[request][position + 1]] - total;
                }
            }
        }, cancellation);
        // What several ask for is computed once, for the first of them.
        var read = new int[requests.Count];
        foreach (var (sequence, asked) in askedOf.Index())
        {
            read[asked[0]] = evaluated[sequence];
        }

        return [.. requests.Select((_, i) => new ScoredContinuation(scores[i], read[i], tokens[i].Length))];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A prompt with its continuation does not fit the context window.</exception>
    public IReadOnlyList<Foresight> Foresee(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation)
    {
        var (sequences, tokens) = Continuations(requests);
        var rows = requests.Select(_ => new List<float[]>()).ToArray();
        var read = new int[requests.Count];
        InWaves(sequences, (_, from, wave) => Count(read, from, wave), (from, index, position, logits) =>
        {
            if (position + 1 < tokens[from + index].Length)
            {
                var total = Distribution.LogSumExp(logits);
                rows[from + index].Add(Array.ConvertAll(logits.ToArray(), logit => (float)Math.Exp(logit - total)));
            }
        }, cancellation);
        return
        [
            .. requests.Select((_, i) => new Foresight
            {
                Tokens = tokens[i][(tokens[i].Length - rows[i].Count)..],
                Distributions = rows[i],
                TokensRead = read[i],
                ContextTokens = tokens[i].Length,
            }),
        ];
    }

    /// <summary>The logits [vocabulary] behind every token of one sequence, computed from an empty cache.</summary>
    /// <exception cref="ArgumentException">The sequence is empty or does not fit the context window.</exception>
    public IReadOnlyList<float[]> Logits(IReadOnlyList<int> tokens, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Begin();
        CheckFits(tokens.Count, tokens.Count);
        Forget();
        var logits = new float[tokens.Count][];
        InWaves(
            [new SequenceRequest { Tokens = [.. tokens], OutputsFrom = 0, Room = 0 }],
            (_, _, _) => { },
            (_, _, position, row) => logits[position] = row.ToArray(),
            cancellation);
        return logits;
    }

    /// <inheritdoc/>
    public void Forget()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _engine.Caches.Forget();
        _engine.Weights.Tokenizer.Forget();
    }

    /// <inheritdoc/>
    public ILanguageModel Wear(IReadOnlyList<WornAdapter> adapters)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var worn = new List<(LoadedAdapter Adapter, float Scale)>(_worn);
        try
        {
            foreach (var adapter in adapters)
            {
                AdapterCheck.Check(adapter.Path, _engine.Weights.File, Card);
                worn.Add((LoadedAdapter.Load(_engine.Weights.Model, adapter.Path), adapter.Scale));
            }

            return new LocalModel(_engine, worn, _worn.Count, isView: true);
        }
        catch (Exception cause)
        {
            worn.Skip(_worn.Count).ToList().ForEach(loaded => loaded.Adapter.Dispose());
            if (cause is ModelFileException)
            {
                throw new UserErrorException(cause.Message, cause);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_isView)
        {
            _engine.Dispose();
            return;
        }

        _engine.TakeOff();
        foreach (var (adapter, _) in _worn.Skip(_inherited))
        {
            adapter.Dispose();
        }
    }

    private delegate void WaveSink(int from, int index, int position, ReadOnlySpan<float> logits);

    private (SequenceRequest[] Sequences, int[][] Tokens) Continuations(IReadOnlyList<ScoreRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        Begin();
        var tokenizer = _engine.Weights.Tokenizer;
        var sequences = new SequenceRequest[requests.Count];
        var tokens = new int[requests.Count][];
        for (var i = 0; i < requests.Count; i++)
        {
            var prompt = tokenizer.EncodePrompt(requests[i].Prompt);
            tokens[i] = tokenizer.EncodeBehind(requests[i].Prompt, prompt, [requests[i].Continuation])[0];
            var start = tokens[i].AsSpan().CommonPrefixLength(prompt);
            CheckFits(tokens[i].Length, start);
            sequences[i] = new SequenceRequest
            {
                // A continuation of no tokens is certain; one token is evaluated all the same, and nothing added.
                Tokens = tokens[i][..Math.Max(1, tokens[i].Length - 1)],
                OutputsFrom = start - 1,
                Room = 0,
            };
        }

        return (sequences, tokens);
    }

    private void Begin()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _engine.Weights.RefuseAnother();
        _engine.Wear(_worn);
    }

    private void CheckFits(int tokens, int start)
    {
        if (tokens == 0 || start == 0)
        {
            throw new ArgumentException("the prompt is empty and the model has no token that begins a text");
        }

        if (tokens > _engine.WindowTokens)
        {
            throw new ArgumentException($"{tokens} tokens do not fit the context window of {_engine.WindowTokens}");
        }
    }

    private void InWaves(
        IReadOnlyList<SequenceRequest> requests,
        Action<PrefixCache, int, CachedSequence[]> evaluated,
        WaveSink sink,
        CancellationToken cancellation)
    {
        try
        {
            var cache = _engine.Caches.For(requests);
            for (var from = 0; from < requests.Count;)
            {
                var length = cache.WaveLength(requests, from);
                var first = from;
                var sequences = cache.Evaluate(
                    [.. requests.Skip(from).Take(length)],
                    (index, position, logits) => sink(first, index, position, logits),
                    cancellation);
                evaluated(cache, from, sequences);
                from += length;
            }
        }
        catch
        {
            // What was left in the middle would make later results depend on where it stopped.
            _engine.Caches.Forget();
            throw;
        }
    }

    private static void Count(int[] read, int from, CachedSequence[] wave)
    {
        for (var i = 0; i < wave.Length; i++)
        {
            read[from + i] = wave[i].Evaluated;
        }
    }

    private static void Write(PrefixCache cache, List<ReplyPlan> wave, CachedSequence[] sequences, CancellationToken cancellation)
    {
        for (; ; )
        {
            var next = new List<(int Index, CachedSequence Sequence, int[] Tokens)>();
            for (var i = 0; i < wave.Count; i++)
            {
                if (!wave[i].Reply.IsOver)
                {
                    next.Add((i, sequences[i], wave[i].Reply.TakePending().ToArray()));
                }
            }

            if (next.Count == 0)
            {
                return;
            }

            cache.Extend(next, (index, _, logits) => wave[index].Reply.Offer(logits), cancellation);
        }
    }

    private static Completion Finished(ReplyPlan plan, CachedSequence sequence) => new()
    {
        Text = plan.Reply.Text,
        Stop = plan.Reply.Stop ?? throw new System.Diagnostics.UnreachableException(),
        TokensRead = sequence.Evaluated,
        TokensWritten = plan.Reply.TokensWritten,
        ContextTokens = plan.Sequence.Tokens.Length + plan.Reply.TokensInAll,
        LogProbability = plan.Reply.LogProbability,
    };
}

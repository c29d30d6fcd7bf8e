using AgentMemory.Inference.Llama;


namespace AgentMemory.Inference.Cache;

/// <summary>
/// Evaluates many sequences in common batches. What a slot holds from before is not evaluated again, and what several
/// sequences share at their start is evaluated once, by the first of them. What shares a batch follows from the
/// requests and their order alone, so that the same calls give the same bits.
/// </summary>
internal sealed class PrefixCache
{
    private readonly InferenceContext _context;
    private readonly SlotTable _slots;
    private readonly bool _canReuse;
    private readonly List<(int Index, int BatchIndex, int Position)> _wanted = [];

    /// <param name="context">Stays the caller's.</param>
    /// <param name="slots">Sequences at a time.</param>
    /// <param name="canReuse">False for models whose memory cannot be cut at any position (recurrent ones).</param>
    internal PrefixCache(InferenceContext context, int slots, bool canReuse)
    {
        (_context, _canReuse) = (context, canReuse);
        _slots = new SlotTable(context, slots);
    }

    private bool CanShare => _canReuse && _context.IsShared;

    internal void Forget()
    {
        _wanted.Clear();
        _slots.Clear();
    }

    /// <summary>How many of the requests from <paramref name="from"/> on can be evaluated together.</summary>
    internal int WaveLength(IReadOnlyList<SequenceRequest> requests, int from)
    {
        long cells = 0;
        var length = 0;
        for (; length < _slots.Slots && from + length < requests.Count; length++)
        {
            var request = requests[from + length];
            var shared = CanShare ? Shared(requests, from, from + length).Tokens : 0;
            cells += request.Tokens.Length + request.Room - shared;
            if (cells > _context.Cells && length > 0)
            {
                break;
            }
        }

        return length;
    }

    /// <summary>Evaluates a wave; every wanted distribution goes to the sink.</summary>
    /// <returns>The sequences, in the order of the requests, to be extended.</returns>
    internal CachedSequence[] Evaluate(
        IReadOnlyList<SequenceRequest> wave, LogitsSink sink, CancellationToken cancellation)
    {
        if (!_canReuse)
        {
            _slots.Clear();
        }

        var sequences = _slots.Assign(wave);
        for (var i = 0; CanShare && i < sequences.Length; i++)
        {
            var (source, tokens) = Shared(wave, 0, i);
            if (tokens >= sequences[i].Done + SlotTable.SharedTokensMin)
            {
                (sequences[i].Source, sequences[i].SharedTokens) = (sequences[source], tokens);
            }
        }

        while (sequences.Any(sequence => sequence.Done < sequence.Request.Tokens.Length))
        {
            EvaluateRound(sequences, sink, cancellation);
        }

        return sequences;
    }

    /// <summary>
    /// Evaluates tokens behind sequences of the last wave; the distribution behind each goes to the sink.
    /// </summary>
    internal void Extend(
        IReadOnlyList<(int Index, CachedSequence Sequence, int[] Tokens)> extensions,
        LogitsSink sink,
        CancellationToken cancellation)
    {
        foreach (var (index, sequence, tokens) in InOrder(extensions, static extension => extension.Sequence))
        {
            foreach (var token in tokens)
            {
                Add(index, sequence, token, wanted: true, sink, cancellation);
            }
        }

        Flush(sink, cancellation);
    }

    /// <summary>Everything that waits for nobody, up to where somebody waits for it.</summary>
    private void EvaluateRound(CachedSequence[] sequences, LogitsSink sink, CancellationToken cancellation)
    {
        foreach (var sequence in sequences)
        {
            if (sequence.Source is { } source && source.Done >= sequence.SharedTokens)
            {
                _context.Share(source.Slot, sequence.Slot, sequence.Done, sequence.SharedTokens);
                _slots.Append(sequence.Slot, sequence.Request.Tokens.AsSpan(sequence.Done..sequence.SharedTokens));
                sequence.Done = sequence.SharedTokens;
                sequence.Source = null;
            }
        }

        foreach (var (i, sequence) in InOrder([.. sequences.Index()], static indexed => indexed.Item))
        {
            if (sequence.Source is not null)
            {
                continue;
            }

            var end = sequences
                .Where(waiting => waiting.Source == sequence && waiting.SharedTokens > sequence.Done)
                .Select(waiting => waiting.SharedTokens)
                .Append(sequence.Request.Tokens.Length)
                .Min();
            while (sequence.Done < end)
            {
                var wanted = sequence.Done >= sequence.Request.OutputsFrom;
                sequence.Evaluated++;
                Add(i, sequence, sequence.Request.Tokens[sequence.Done], wanted, sink, cancellation);
            }
        }

        Flush(sink, cancellation);
    }

    /// <summary>
    /// As given; in a separate cache by slot, since llama.cpp computes together only the parts whose numbers ascend by one.
    /// </summary>
    private IEnumerable<T> InOrder<T>(IReadOnlyList<T> items, Func<T, CachedSequence> sequence)
    {
        if (!_context.IsShared)
        {
            // Hardly ever out of order, and this stands between any two tokens that are written.
            for (var i = 1; i < items.Count; i++)
            {
                if (sequence(items[i]).Slot < sequence(items[i - 1]).Slot)
                {
                    return items.OrderBy(item => sequence(item).Slot);
                }
            }
        }

        return items;
    }

    private void Add(
        int index, CachedSequence sequence, int token, bool wanted, LogitsSink sink, CancellationToken cancellation)
    {
        if (!_context.HasRoom(wanted))
        {
            Flush(sink, cancellation);
        }

        if (wanted)
        {
            _wanted.Add((index, _context.Count, sequence.Done));
        }

        _context.Add(token, sequence.Done, sequence.Slot, wanted);
        _slots.Append(sequence.Slot, [token]);
        sequence.Done++;
    }

    private void Flush(LogitsSink sink, CancellationToken cancellation)
    {
        if (_context.Count == 0)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        _context.Decode();
        foreach (var (index, batchIndex, position) in _wanted)
        {
            sink(index, position, _context.Logits(batchIndex));
        }

        _wanted.Clear();
    }

    /// <summary>The earlier request of the wave that shares most of this one's beginning, and how much.</summary>
    internal static (int Source, int Tokens) Shared(IReadOnlyList<SequenceRequest> requests, int first, int index)
    {
        var (source, tokens) = (-1, 0);
        for (var earlier = first; earlier < index; earlier++)
        {
            var common = Math.Min(
                requests[index].OutputsFrom,
                requests[index].Tokens.AsSpan().CommonPrefixLength(requests[earlier].Tokens));
            if (common > tokens)
            {
                (source, tokens) = (earlier, common);
            }
        }

        return tokens >= SlotTable.SharedTokensMin ? (source, tokens) : (-1, 0);
    }
}

using System.Runtime.InteropServices;
using AgentMemory.Inference.Llama;

namespace AgentMemory.Inference.Cache;

/// <summary>
/// What each slot of the cache holds from earlier calls, and which slot each new sequence takes: the one that has most
/// of its beginning already.
/// </summary>
internal sealed class SlotTable
{
    /// <summary>
    /// Fewer tokens in common are computed again rather than shared: sharing costs a round of its own.
    /// </summary>
    internal const int SharedTokensMin = 16;

    private readonly InferenceContext _context;
    private readonly List<int>[] _held;

    internal SlotTable(InferenceContext context, int slots)
    {
        _context = context;
        _held = [.. Enumerable.Range(0, slots).Select(_ => new List<int>())];
    }

    internal int Slots => _held.Length;

    /// <summary>Records that a token was evaluated behind what the slot holds.</summary>
    internal void Append(int slot, ReadOnlySpan<int> tokens) => _held[slot].AddRange(tokens);

    internal void Clear()
    {
        _context.Clear();
        foreach (var tokens in _held)
        {
            tokens.Clear();
        }
    }

    /// <summary>Gives each request a slot that holds as much as possible of its beginning, and nothing else.</summary>
    internal CachedSequence[] Assign(IReadOnlyList<SequenceRequest> requests)
    {
        var common = Common(requests);
        var slots = ChooseSlots(common, requests.Count);
        MakeRoom(requests, slots);
        var sequences = new CachedSequence[requests.Count];
        var copies = new List<(CachedSequence Sequence, int Staging)>();
        for (var i = 0; i < sequences.Length; i++)
        {
            var own = slots[i];
            sequences[i] = new CachedSequence(own, requests[i]) { Done = Math.Min(common[i][own], _held[own].Count) };
            var best = Array.IndexOf(common[i], common[i].Max());
            if (_context.IsShared && common[i][best] >= sequences[i].Done + SharedTokensMin && _held[best].Count >= common[i][best])
            {
                // The slot it comes from may itself be trimmed below, so the tokens are kept under a spare number
                // first.
                _context.Share(best, Slots + i, 0, common[i][best]);
                sequences[i].Done = common[i][best];
                copies.Add((sequences[i], Slots + i));
            }
        }

        foreach (var sequence in sequences)
        {
            var isCopied = copies.Any(copy => copy.Sequence == sequence);
            Trim(sequence, isCopied ? 0 : sequence.Done);
        }

        foreach (var (sequence, staging) in copies)
        {
            _context.Share(staging, sequence.Slot, 0, sequence.Done);
            _context.Trim(staging, 0);
        }

        foreach (var sequence in sequences)
        {
            var held = _held[sequence.Slot];
            held.Clear();
            held.AddRange(sequence.Request.Tokens.AsSpan(0, sequence.Done));
        }

        return sequences;
    }

    /// <summary>
    /// Tokens that request and slot have in common, never so many that a wanted distribution is missed.
    /// </summary>
    private int[][] Common(IReadOnlyList<SequenceRequest> requests)
    {
        // Where a window slides, the cache drops the first tokens of a sequence; what is left cannot be continued.
        var usable = _held.Select((held, slot) => held.Count > 0 && _context.FirstPosition(slot) == 0).ToArray();
        return [.. requests.Select(request => _held.Select((held, slot) => usable[slot]
            ? Math.Min(
                request.OutputsFrom,
                request.Tokens.AsSpan().CommonPrefixLength(CollectionsMarshal.AsSpan(held)))
            : 0).ToArray())];
    }

    /// <summary>The pairs that have most in common find each other; who has nothing in common takes the first slot that is left.</summary>
    private int[] ChooseSlots(int[][] common, int requests)
    {
        var slots = Enumerable.Repeat(-1, requests).ToArray();
        var taken = new bool[Slots];
        var pairs = from request in Enumerable.Range(0, requests)
                    from slot in Enumerable.Range(0, Slots)
                    where common[request][slot] > 0
                    orderby common[request][slot] descending, request, slot
                    select (request, slot);
        foreach (var (request, slot) in pairs)
        {
            if (slots[request] < 0 && !taken[slot])
            {
                slots[request] = slot;
                taken[slot] = true;
            }
        }

        for (var (request, slot) = (0, 0); request < requests; request++)
        {
            if (slots[request] < 0)
            {
                slot = Array.IndexOf(taken, false, slot);
                (slots[request], taken[slot]) = (slot, true);
            }
        }

        return slots;
    }

    /// <summary>
    /// Sees to it that the cells suffice: counted without any sharing between the requests, which can only need fewer.
    /// When they may not, other slots are emptied, and then all.
    /// </summary>
    private void MakeRoom(IReadOnlyList<SequenceRequest> requests, int[] slots)
    {
        long needed = requests.Sum(request => (long)request.Tokens.Length + request.Room);
        var idle = Enumerable.Range(0, Slots).Except(slots).ToArray();
        if (needed + idle.Sum(slot => (long)_held[slot].Count) <= _context.Cells)
        {
            return;
        }

        if (needed > _context.Cells)
        {
            Clear();
            return;
        }

        foreach (var slot in idle)
        {
            _context.Trim(slot, 0);
            _held[slot].Clear();
        }
    }

    private void Trim(CachedSequence sequence, int keep)
    {
        if (_held[sequence.Slot].Count > keep && !_context.Trim(sequence.Slot, keep))
        {
            _context.Trim(sequence.Slot, 0);
            sequence.Done = 0;
        }
    }
}

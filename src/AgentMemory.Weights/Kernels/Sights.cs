namespace AgentMemory.Weights;

/// <summary>
/// Which tokens see which in a packed batch, read from three numbers per token: where its sample starts, and from where to
/// where the beginning lies that it shares with others (twice the same where there is none).
/// </summary>
internal sealed unsafe class Sights
{
    /// <summary>A stretch of tokens, each of which sees those of the stretch before it and the whole of its beginning.</summary>
    public readonly record struct Sample(int Start, int End, int BehindStart, int BehindEnd)
    {
        public int Length => End - Start;

        public int Behind => BehindEnd - BehindStart;

        public Sample Beginning => new(BehindStart, BehindEnd, 0, 0);
    }

    /// <summary>A beginning with all that share it, or one sample alone.</summary>
    public sealed record Family(List<Sample> Samples);

    public Sights(int* numbers, int tokens)
    {
        var families = new Dictionary<int, Family>();
        for (var from = 0; from < tokens;)
        {
            var own = numbers + (from * PackedAttention.SightNumbers);
            var to = from + 1;
            // Padding names itself, so every padded token is a sample of one.
            while (to < tokens && numbers[to * PackedAttention.SightNumbers] == own[0])
            {
                to++;
            }

            var sample = new Sample(from, to, own[1], own[2]);
            var key = sample.Behind > 0 ? sample.BehindStart : from;
            if (!families.TryGetValue(key, out var family))
            {
                families[key] = family = new Family([]);
            }

            family.Samples.Add(sample);
            Longest = Math.Max(Longest, Math.Max(sample.Length, sample.Behind));
            from = to;
        }

        Families = families.Values;
    }

    /// <summary>In the order of their first tokens.</summary>
    public IReadOnlyCollection<Family> Families { get; }

    /// <summary>Tokens of the longest sample or beginning.</summary>
    public int Longest { get; }
}

namespace AgentMemory.Memory.Passages;

/// <summary>The best of what is offered, kept in a heap: far quicker than sorting all of it where few are wanted.</summary>
internal sealed class BestRanked(int countMax)
{
    // Worst first, so that one look tells whether a further one is among the best.
    private readonly PriorityQueue<Ranked, Ranked> _kept = new(Comparer<Ranked>.Create(Compare));

    public void Offer(Ranked offered)
    {
        if (_kept.Count < countMax)
        {
            _kept.Enqueue(offered, offered);
        }
        else if (Compare(offered, _kept.Peek()) > 0)
        {
            _kept.DequeueEnqueue(offered, offered);
        }
    }

    /// <summary>Best first; of equals the newer.</summary>
    public List<Ranked> InOrder() => [.. _kept.UnorderedItems.Select(item => item.Element).OrderDescending(_kept.Comparer)];

    private static int Compare(Ranked left, Ranked right) =>
        left.Score.CompareTo(right.Score) is not 0 and var order ? order : left.Id.CompareTo(right.Id);
}

using AgentMemory.Core.Models;

namespace AgentMemory.Core.Play;

/// <summary>
/// What listed replies are likely by themselves: their log-probabilities behind what is remembered and a question that asks nothing. The
/// same history and list are measured once for a player, and charged to the choice that asked first.
/// </summary>
internal sealed class ContentFreeScores(ILanguageModel model, PlayPrompt prompt)
{
    // A player whose memory changes with every turn would keep them all.
    private const int HistoriesMax = 64;
    private readonly Dictionary<(string Preamble, string Replies), double[]> _known = [];

    /// <summary>One entry for each history with its list.</summary>
    public IReadOnlyList<(IReadOnlyList<double> LogProbabilities, Cost Cost)> Of(
        IReadOnlyList<(string Preamble, IReadOnlyList<string> Replies)> asked, CancellationToken cancellation)
    {
        if (_known.Count > HistoriesMax)
        {
            _known.Clear();
        }

        var missing = asked.Where(one => !_known.ContainsKey(KeyOf(one))).DistinctBy(KeyOf).ToList();
        var scores = missing.Count == 0 ? [] : model.Score(
            [.. missing.SelectMany(one => one.Replies.Select(reply => new ScoreRequest(one.Preamble + prompt.BeginContentFree(), prompt.Written(reply))))],
            cancellation);
        var charged = new Dictionary<(string, string), Cost>();
        var from = 0;
        foreach (var one in missing)
        {
            ScoredContinuation[] own = [.. scores.Skip(from).Take(one.Replies.Count)];
            from += own.Length;
            _known[KeyOf(one)] = [.. own.Select(scored => scored.LogProbability)];
            charged[KeyOf(one)] = Cost.Of(model.Card, own);
        }

        return [.. asked.Select(one => ((IReadOnlyList<double>)_known[KeyOf(one)], charged.Remove(KeyOf(one), out var cost) ? cost : Cost.None))];
    }

    private static (string, string) KeyOf((string Preamble, IReadOnlyList<string> Replies) asked) => (asked.Preamble, string.Join('\n', asked.Replies));
}

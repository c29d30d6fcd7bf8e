namespace AgentMemory.Learners.Weights.Sdft;

/// <summary>
/// A distribution over listed replies as distributions over tokens: behind the first tokens of a reply, the next token is as likely as all
/// replies together that go on with it, among those that begin so.
/// </summary>
/// <param name="vocabulary">Tokens that there are.</param>
internal sealed class ReplyTree(int vocabulary)
{
    // Most places of most replies leave one token alone; such distributions are made once.
    private readonly Dictionary<int, float[]> _sure = [];

    /// <summary>One distribution [vocabulary] for each token of a reply.</summary>
    /// <param name="tokens">Of every reply.</param>
    /// <param name="chances">Of every reply; they sum to 1.</param>
    /// <param name="along">Number of the reply.</param>
    public IReadOnlyList<float[]> Along(IReadOnlyList<IReadOnlyList<int>> tokens, IReadOnlyList<double> chances, int along)
    {
        var path = tokens[along];
        return [.. Enumerable.Range(0, path.Count).Select(depth => Next(
            [.. Enumerable.Range(0, tokens.Count).Where(reply => tokens[reply].Count > depth && tokens[reply].Take(depth).SequenceEqual(path.Take(depth)))
                .GroupBy(reply => tokens[reply][depth], (token, replies) => (Token: token, Chance: replies.Sum(reply => chances[reply])))]))];
    }

    private float[] Next(IReadOnlyList<(int Token, double Chance)> branches)
    {
        if (branches.Count == 1)
        {
            if (!_sure.TryGetValue(branches[0].Token, out var sure))
            {
                _sure[branches[0].Token] = sure = new float[vocabulary];
                sure[branches[0].Token] = 1;
            }

            return sure;
        }

        var sum = branches.Sum(branch => branch.Chance);
        var next = new float[vocabulary];
        foreach (var (token, chance) in branches)
        {
            // Where all of them are too unlikely to be told from nothing, the teacher does not say which is likelier.
            next[token] = (float)(sum > 0 ? chance / sum : 1.0 / branches.Count);
        }

        return next;
    }
}

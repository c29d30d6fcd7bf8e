using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Store;

/// <content>Searching.</content>
public sealed partial class MemoryStore
{
    private const int PoolMin = 50;
    private const int PoolPerResult = 4;

    /// <summary>
    /// The best passages for a text: BM25 over words and cosine over vectors, joined by reciprocal rank fusion. An empty
    /// text finds nothing.
    /// </summary>
    /// <exception cref="ArgumentException">Count is not positive, or diversity lies outside 0 to 1.</exception>
    public SearchResult Search(SearchQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Diversity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Diversity, 1);
        var remarks = new List<string>();
        var vector = EmbeddingOf(query, remarks, cancellation);
        return _file.Read(() =>
        {
            var pool = Math.Max(PoolMin, PoolPerResult * query.Count);
            var words = query.By == SearchBy.Meaning ? [] : _words.Search(query.Text, query.Filter, pool, query.Exact);
            var meanings = vector is null ? [] : _vectors.Search(vector, query.Filter, pool, query.Exact);
            var candidates = HybridSearch.Fuse(words, meanings);
            var passages = _passages.Find([.. candidates.Select(c => c.Id)]).ToDictionary(p => PassageId.Parse(p.Id));
            if (query.RecencyHalfLife is { } halfLife)
            {
                candidates = WithRecency(candidates, passages, query.Filter.ValidAt, halfLife);
            }

            var chosen = query.Diversity > 0
                ? HybridSearch.Diversify(candidates, query.Count, query.Diversity, Likeness(passages))
                : [.. candidates.Take(query.Count)];
            return new SearchResult
            {
                Passages = [.. chosen.Select(c => Found(c, passages[c.Id]))],
                Remarks = remarks,
            };
        });
    }

    private float[]? EmbeddingOf(SearchQuery query, List<string> remarks, CancellationToken cancellation)
    {
        if (query.By == SearchBy.Words || string.IsNullOrWhiteSpace(query.Text))
        {
            return null;
        }

        if (_options.Embedder is null)
        {
            remarks.Add("no embedding model is given: searched by words alone");
            return null;
        }

        CheckEmbedder();
        return _options.Embedder.Embed([query.Text], cancellation)[0];
    }

    private List<Candidate> WithRecency(
        List<Candidate> candidates, Dictionary<long, Passage> passages, DateTimeOffset? at, TimeSpan halfLife)
    {
        var now = at ?? _options.Time.GetUtcNow();
        return HybridSearch.Ordered(candidates.Select(c => c with
        {
            Score = c.Score + HybridSearch.RecencyBonus(now - passages[c.Id].Time, halfLife),
        }));
    }

    private Func<Candidate, Candidate, double> Likeness(Dictionary<long, Passage> passages)
    {
        var vectors = new Dictionary<long, float[]?>();
        var words = new Dictionary<long, HashSet<string>>();
        return (left, right) => Vector(left.Id) is { } a && Vector(right.Id) is { } b
            ? HybridSearch.Likeness(a, b)
            : HybridSearch.Overlap(Words(left.Id), Words(right.Id));

        float[]? Vector(long id)
        {
            if (!vectors.TryGetValue(id, out var vector))
            {
                vectors[id] = vector = _vectors.Find(id);
            }

            return vector;
        }

        HashSet<string> Words(long id)
        {
            if (!words.TryGetValue(id, out var found))
            {
                words[id] = found = [.. WordText.Of(passages[id].Text)];
            }

            return found;
        }
    }

    private static FoundPassage Found(Candidate candidate, Passage passage) => new()
    {
        Passage = passage,
        Score = candidate.Score,
        WordRank = candidate.WordRank,
        MeaningRank = candidate.MeaningRank,
        Cosine = candidate.Cosine,
    };
}

using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Vectors;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Store;

/// <content>Searching.</content>
public sealed partial class MemoryStore
{
    /// <summary>
    /// So many of each signal are joined together, and the next so many behind them: the first results are the same however many are
    /// wanted.
    /// </summary>
    private const int Block = 50;

    /// <summary>
    /// The best passages for a text: BM25 over words and cosine over vectors, added as evidence. A passage that shares nothing with it
    /// but function words, and is not near by meaning, is not offered. An empty text finds nothing.
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
        var calibration = vector is null ? null : Calibration(cancellation);
        return _file.Read(() =>
        {
            var found = Find(query, vector, calibration);
            var chosen = query.Diversity > 0
                ? HybridSearch.Diversify(found.Candidates, query.Count, query.Diversity, Likeness(found.Passages))
                : [.. found.Candidates.Take(query.Count)];
            return new SearchResult
            {
                Passages = [.. chosen.Select(c => Found(c, found.Passages[c.Id]))],
                Remarks = remarks,
            };
        });
    }

    private (List<Candidate> Candidates, Dictionary<long, Passage> Passages) Find(
        SearchQuery query, float[]? vector, EmbedderCalibration? calibration)
    {
        var depth = Block * (((query.Count - 1) / Block) + 1);
        var corrects = vector is not null && SpellingEmbedder.Made(_options.Embedder!.Id);
        var words = query.By == SearchBy.Meaning ? null : _words.Read(query.Text, corrects);
        var matches = words is null ? [] : _words.Search(words, query.Filter, Block, depth, query.Exact);
        var meanings = vector is null ? [] : _vectors.Search(vector, query.Filter, depth, query.Exact);
        var passages = matches.ToDictionary(m => PassageId.Parse(m.Passage.Id), m => m.Passage);
        foreach (var passage in _passages.Find([.. meanings.Select(m => m.Id).Where(id => !passages.ContainsKey(id))]))
        {
            passages[PassageId.Parse(passage.Id)] = passage;
        }

        var matched = matches.ToDictionary(m => PassageId.Parse(m.Passage.Id));
        var cosines = meanings.ToDictionary(m => m.Id, m => m.Score);
        if (vector is not null)
        {
            foreach (var (id, cosine) in _vectors.Cosines(vector, [.. matched.Keys.Where(id => !cosines.ContainsKey(id))]))
            {
                cosines[id] = cosine;
            }
        }

        var wordRanks = matches.Select((m, i) => (Id: PassageId.Parse(m.Passage.Id), Rank: i + 1)).ToDictionary(m => m.Id, m => m.Rank);
        var meaningRanks = meanings.Select((m, i) => (m.Id, Rank: i + 1)).ToDictionary(m => m.Id, m => m.Rank);
        var candidates = new List<Candidate>();
        var taken = new HashSet<long>();
        for (var first = 0; first < depth; first += Block)
        {
            var block = matches.Skip(first).Take(Block).Select(m => PassageId.Parse(m.Passage.Id))
                .Concat(meanings.Skip(first).Take(Block).Select(m => m.Id)).Where(taken.Add).Select(Joined).OfType<Candidate>();
            candidates.AddRange(HybridSearch.NewerFirst(HybridSearch.Ordered(block), passages));
        }

        return (candidates, passages);

        Candidate? Joined(long id)
        {
            var match = matched.GetValueOrDefault(id) ?? words?.Match(passages[id]);
            double? cosine = cosines.TryGetValue(id, out var value) ? value : null;
            if (query.By != SearchBy.Meaning && !HybridSearch.IsOffered(match, cosine, calibration))
            {
                return null;
            }

            var score = query.By == SearchBy.Meaning ? cosine ?? 0 : HybridSearch.Evidence(match, cosine, calibration);
            return new Candidate
            {
                Id = id,
                Score = score + Recency(query, passages[id]),
                Held = match?.Held ?? 0,
                WordRank = wordRanks.TryGetValue(id, out var wordRank) ? wordRank : null,
                MeaningRank = meaningRanks.TryGetValue(id, out var meaningRank) ? meaningRank : null,
                Cosine = cosine,
            };
        }
    }

    private double Recency(SearchQuery query, Passage passage) => query.RecencyHalfLife is { } halfLife
        ? HybridSearch.RecencyBonus((query.Filter.ValidAt ?? _options.Time.GetUtcNow()) - passage.Time, halfLife)
        : 0;

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

using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Words;

/// <summary>
/// Keyword search: BM25 over the words of text and subject (FTS5; k1 = 1.2, b = 0.75). FTS5 scores every passage that holds any of
/// the words, which for words that stand everywhere takes seconds in a large store. There, the rare words choose
/// the candidates, and what the frequent ones add is computed for those candidates alone.
/// </summary>
internal sealed class WordIndex(StoreFile file, PassageTable passages)
{
    private const double K1 = 1.2;
    private const double B = 0.75;
    private const int WordsMax = 64;

    /// <summary>Up to so many passages are scored whatever the words are.</summary>
    private const int ScoredMax = 8_000;

    /// <summary>Candidates for each result wanted that get the frequent words' share.</summary>
    private const int CandidatesPerResult = 10;
    private readonly WordStatistics _statistics = new(file);

    public void Add(long id, string text, string? subject) => file.Execute(
        "INSERT INTO word (rowid, text, subject) VALUES (?1, ?2, ?3)", id, WordText.ForIndex(text), Subject(subject));

    /// <summary>Takes the passage out, by number: the words need not be cut as they were when they came in.</summary>
    public void Remove(long id) => file.Execute("DELETE FROM word WHERE rowid = ?1", id);

    /// <summary>
    /// Rewrites the index as one piece. A removed passage's words are in its older pieces until then; FTS5's own secure-delete
    /// leaves beginnings of them in the index over the pieces' pages.
    /// </summary>
    public void Compact() => file.Execute("INSERT INTO word (word) VALUES ('optimize')");

    /// <summary>FTS5's own check; SQLite's integrity_check does not see an index that is out of step with itself.</summary>
    /// <exception cref="UserErrorException">The index is damaged.</exception>
    public void Check() => file.Execute("INSERT INTO word (word, rank) VALUES ('integrity-check', 0)");

    /// <summary>The best passages that pass the filter, best first.</summary>
    /// <param name="exact">FTS5 scores every passage that holds any of the words.</param>
    public List<Ranked> Search(string text, PassageFilter filter, int countMax, bool exact)
    {
        var words = WordText.Quoted(text, WordsMax);
        if (words.Count == 0)
        {
            return [];
        }

        var (count, meanWords) = _statistics.Totals();
        if (exact || count <= ScoredMax)
        {
            return Scored(words, filter, countMax, 0);
        }

        var known = words.Select(word => (Word: word, Count: _statistics.Count(word, ScoredMax, count)))
            .Where(w => w.Count > 0).OrderBy(w => w.Count).ThenBy(w => w.Word, StringComparer.Ordinal).ToList();
        var scored = 0L;
        var rare = known.TakeWhile(w => (scored += w.Count) <= ScoredMax).Select(w => w.Word).ToList();
        var frequent = known.Skip(rare.Count).ToList();
        if (frequent.Count == 0)
        {
            return rare.Count == 0 ? [] : Scored(rare, filter, countMax, 0);
        }

        var candidates = rare.Count > 0 ? Scored(rare, filter, countMax * CandidatesPerResult, 0) : [];
        if (candidates.Count < countMax)
        {
            // Too few: the newest passages that hold the least frequent word join them, as many as can be scored in time.
            var share = Math.Min(1, (double)ScoredMax / frequent[0].Count);
            var last = file.Number("SELECT max(id) FROM passage");
            var held = candidates.Select(c => c.Id).ToHashSet();
            candidates.AddRange(
                Scored([frequent[0].Word], filter, countMax * CandidatesPerResult, last - (long)(share * last))
                    .Where(c => !held.Contains(c.Id)).Select(c => c with { Score = 0 }));
        }

        return WithFrequent(candidates, frequent, count, meanWords, countMax);
    }

    private List<Ranked> Scored(List<string> words, PassageFilter filter, int countMax, long behind)
    {
        var clause = FilterClause.Of(filter, 4);
        return file.Statement(
                "SELECT w.rowid, -w.rank FROM word w CROSS JOIN passage p ON p.id = w.rowid "
                + $"WHERE w.word MATCH ?1 AND w.rowid > ?3 AND {clause.Sql} ORDER BY w.rank LIMIT ?2")
            .Rows(
                row => new Ranked(row.GetInt64(0), row.GetDouble(1)),
                [string.Join(" OR ", words), countMax, behind, .. clause.Values]);
    }

    /// <summary>BM25's further summands, by the formula of FTS5 (fts5_aux.c).</summary>
    private List<Ranked> WithFrequent(
        List<Ranked> candidates, List<(string Word, long Count)> frequent, long count, double meanWords, int countMax)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (word, holding) in frequent)
        {
            weights[PorterStemmer.Stem(word.Trim('"'))] = Math.Max(1e-6, Math.Log((count - holding + 0.5) / (holding + 0.5)));
        }

        var texts = passages.Find([.. candidates.Select(c => c.Id)]).ToDictionary(p => PassageId.Parse(p.Id));
        return
        [
            .. candidates.Select(c => c with { Score = c.Score + Share(texts[c.Id], weights, meanWords) })
                .OrderByDescending(c => c.Score).ThenBy(c => c.Id).Take(countMax),
        ];
    }

    private static double Share(Passage passage, Dictionary<string, double> weights, double meanWords)
    {
        var all = 0;
        var held = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in WordText.Of(passage.Subject is null ? passage.Text : $"{passage.Text} {passage.Subject}"))
        {
            all++;
            var stem = PorterStemmer.Stem(word);
            if (weights.ContainsKey(stem))
            {
                held[stem] = held.GetValueOrDefault(stem) + 1;
            }
        }

        return held.Sum(h => weights[h.Key] * h.Value * (K1 + 1) / (h.Value + (K1 * (1 - B + (B * all / meanWords)))));
    }

    private static string Subject(string? subject) => subject is null ? "" : WordText.ForIndex(subject);
}

using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Words;

/// <summary>
/// Keyword search: BM25 over the words of text and subject. FTS5 chooses the candidates, and each is scored here, by the same rule for
/// a passage that another signal has found. FTS5 scores every passage that holds any of the words, which for words that stand everywhere
/// takes seconds in a large store; there the rare words choose the candidates.
/// </summary>
internal sealed class WordIndex(StoreFile file, PassageTable passages)
{
    /// <summary>Terms that a query keeps, the rarest: a long turn is found by what is rare in it, wherever that stands.</summary>
    private const int TermsMax = 64;

    /// <summary>Terms that are looked up to find the rarest.</summary>
    private const int TermsReadMax = 4_096;

    /// <summary>Up to so many passages are scored by FTS5 whatever the words are.</summary>
    private const int ScoredMax = 8_000;

    /// <summary>Candidates in a large store: scored in blocks of so many, so that the first are the same however many are wanted.</summary>
    private const int LargeBlock = 500;
    private readonly WordStatistics _statistics = new(file);
    private readonly SpellingCorrections _corrections = new(file);

    public void Add(long id, string text, string? subject) => file.Execute(
        "INSERT INTO word (rowid, text, subject) VALUES (?1, ?2, ?3)",
        id, WordText.ForIndex(text), subject is null ? "" : WordText.ForIndex(subject));

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

    /// <summary>The query's words that the store holds; null where it holds none of them.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="corrects">Whether a word that no passage holds is read as the words that are spelt nearly so.</param>
    public WordQuery? Read(string text, bool corrects)
    {
        var (count, meanWords) = _statistics.Totals();
        var terms = new List<QueryTerm>();
        var place = 0;
        var isAboutSomething = false;
        foreach (var term in WordText.Terms(text).Take(TermsReadMax))
        {
            isAboutSomething |= !FunctionWords.Contain(term);
            var held = new QueryTerm
            {
                Text = term,
                Stem = PorterStemmer.Stem(term),
                Place = place++,
                Count = _statistics.Count($"\"{term}\"", ScoredMax, count),
            };
            if (held.Count > 0)
            {
                terms.Add(held);
            }
            else if (corrects)
            {
                terms.AddRange(_corrections.Of(held, count).Select(meant => meant with
                {
                    Count = _statistics.Count(meant.Quoted, ScoredMax, count),
                }));
            }
        }

        var kept = terms.GroupBy(term => term.Place).OrderBy(group => group.Min(term => term.Count)).Take(TermsMax)
            .SelectMany((group, i) => group.Select(term => term with { Place = i })).ToList();
        return kept.Count == 0 ? null : new WordQuery(kept, count, meanWords, isAboutSomething);
    }

    /// <summary>The best passages that pass the filter, best first.</summary>
    /// <param name="query">Of <see cref="Read"/>.</param>
    /// <param name="filter">What is wanted.</param>
    /// <param name="block">So many are scored together; a further block stands behind the one before.</param>
    /// <param name="countMax">At most so many.</param>
    /// <param name="exact">FTS5 scores every passage that holds any of the words.</param>
    public List<WordMatch> Search(WordQuery query, PassageFilter filter, int block, int countMax, bool exact)
    {
        if (query.Telling.Count == 0)
        {
            return [];
        }

        var (count, _) = _statistics.Totals();
        if (exact || count <= ScoredMax)
        {
            return Scored(query, Ids([.. query.Telling], filter, countMax, 0), block, countMax);
        }

        var known = query.Telling.OrderBy(term => term.Count).ThenBy(term => term.Text, StringComparer.Ordinal).ToList();
        var scored = 0L;
        var rare = known.TakeWhile(term => (scored += term.Count) <= ScoredMax).ToList();
        if (rare.Count == known.Count)
        {
            return Scored(query, Ids(rare, filter, countMax, 0), block, countMax);
        }

        var candidates = rare.Count > 0 ? Ids(rare, filter, Candidates(countMax), 0) : [];
        if (candidates.Count < countMax)
        {
            // Too few: the newest passages that hold the least frequent word join them, as many as can be scored in time.
            var frequent = known[rare.Count];
            var share = Math.Min(1, (double)ScoredMax / frequent.Count);
            var last = file.Number("SELECT max(id) FROM passage");
            candidates = [.. candidates.Union(Ids([frequent], filter, Candidates(countMax), last - (long)(share * last)))];
        }

        return Scored(query, candidates, LargeBlock, countMax);
    }

    private static int Candidates(int countMax) => LargeBlock * (((countMax - 1) / LargeBlock) + 1);

    private List<WordMatch> Scored(WordQuery query, List<long> ids, int block, int countMax) =>
        [.. ids.Chunk(block).SelectMany(some => InOrder(passages.Find(some).Select(query.Match))).Take(countMax)];

    private static IEnumerable<WordMatch> InOrder(IEnumerable<WordMatch> matches) => matches.OrderByDescending(match => match.Score)
        .ThenByDescending(match => PassageId.Parse(match.Passage.Id));

    /// <summary>Passages that hold any of the terms, by FTS5's own BM25.</summary>
    private List<long> Ids(List<QueryTerm> terms, PassageFilter filter, int countMax, long behind)
    {
        var clause = FilterClause.Of(filter, 4);
        return file.Statement(
                "SELECT w.rowid FROM word w CROSS JOIN passage p ON p.id = w.rowid "
                + $"WHERE w.word MATCH ?1 AND w.rowid > ?3 AND {clause.Sql} ORDER BY w.rank LIMIT ?2")
            .Rows(row => row.GetInt64(0), [string.Join(" OR ", terms.Select(term => term.Quoted)), countMax, behind, .. clause.Values]);
    }
}

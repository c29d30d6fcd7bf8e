namespace AgentMemory.Memory;

/// <summary>Keyword search: BM25 over the words of text and subject (FTS5; k1 = 1.2, b = 0.75).</summary>
internal sealed class WordIndex(StoreFile file)
{
    private const int WordsMax = 64;

    public void Add(long id, string text, string? subject) => file.Execute(
        "INSERT INTO word (rowid, text, subject) VALUES (?1, ?2, ?3)", id, WordText.ForIndex(text), Subject(subject));

    /// <summary>Takes the passage out. The index holds no text, so it is told the words again.</summary>
    public void Remove(long id, string text, string? subject) => file.Execute(
        "INSERT INTO word (word, rowid, text, subject) VALUES ('delete', ?1, ?2, ?3)", id, WordText.ForIndex(text), Subject(subject));

    /// <summary>
    /// Rewrites the index as one piece. A removed passage's words stand in its older pieces until then.
    /// </summary>
    public void Compact() => file.Execute("INSERT INTO word (word) VALUES ('optimize')");

    public void Clear() => file.Execute("INSERT INTO word (word) VALUES ('delete-all')");

    /// <summary>The best passages that pass the filter, best first.</summary>
    public List<Ranked> Search(string text, PassageFilter filter, int countMax)
    {
        var words = WordText.Quoted(text, WordsMax);
        if (words.Count == 0)
        {
            return [];
        }

        var clause = FilterClause.Of(filter, 3);
        return file.Statement(
                "SELECT w.rowid, -w.rank FROM word w CROSS JOIN passage p ON p.id = w.rowid "
                + $"WHERE w.word MATCH ?1 AND {clause.Sql} ORDER BY w.rank LIMIT ?2")
            .Rows(row => new Ranked(row.GetInt64(0), row.GetDouble(1)), [string.Join(" OR ", words), countMax, .. clause.Values]);
    }

    private static string Subject(string? subject) => subject is null ? "" : WordText.ForIndex(subject);
}

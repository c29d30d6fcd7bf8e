using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Words;

/// <summary>A few texts and BM25 over them, as the word index has it, without a file.</summary>
internal sealed class TextCollection
{
    private readonly List<Passage> _passages;
    private readonly List<HashSet<string>> _stems;
    private readonly double _meanWords;

    public TextCollection(IReadOnlyList<string> texts)
    {
        _passages = [.. texts.Select((text, i) => new Passage
        {
            Id = PassageId.Text(i + 1),
            Text = text,
            Kind = PassageKind.Message,
            Source = "",
            Subject = null,
            Provenance = "",
            Time = DateTimeOffset.UnixEpoch,
            ValidUntil = null,
            ReplacedBy = null,
            Withdrawn = false,
        })];
        var words = texts.Select(text => WordText.Tokens(text).Select(PorterStemmer.Stem).ToList()).ToList();
        _stems = [.. words.Select(text => text.ToHashSet(StringComparer.Ordinal))];
        _meanWords = words.Average(text => (double)text.Count);
    }

    /// <summary>BM25 of every text for a question.</summary>
    public double[] Scores(string question)
    {
        var isAboutSomething = WordText.Terms(question).Any(term => !FunctionWords.Contain(term));
        var terms = WordText.Terms(question).Select((term, place) => new QueryTerm
        {
            Text = term,
            Stem = PorterStemmer.Stem(term),
            Place = place,
            Count = _stems.Count(text => text.Contains(PorterStemmer.Stem(term))),
        }).Where(term => term.Count > 0).ToList();
        var query = new WordQuery(terms, _passages.Count, _meanWords, isAboutSomething);
        return [.. _passages.Select(passage => query.Match(passage).Score)];
    }
}

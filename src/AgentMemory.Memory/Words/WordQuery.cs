using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Words;

/// <summary>
/// A query's words, and BM25 of a passage for them (Robertson and Zaragoza 2009, section 3.1, with the inverse document frequency that
/// is never negative, so that words count in a store of three passages as well): the sum over terms of
/// ln(1 + (N - n + 0.5) / (n + 0.5)) x f (k1 + 1) / (f + k1 (1 - b + b x length / mean length)). Function words count a tenth.
/// </summary>
internal sealed class WordQuery
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    /// <summary>What a function word counts beside a word that tells something: it orders what those leave equal.</summary>
    private const double FunctionWordShare = 0.1;
    private readonly IReadOnlyList<QueryTerm> _terms;
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly double[] _idf;
    private readonly double _meanWords;
    private readonly ulong _content;
    private readonly bool _hasPairs;

    /// <param name="terms">At most 64 places among them.</param>
    /// <param name="passages">In the index.</param>
    /// <param name="meanWords">Words of a passage.</param>
    /// <param name="isAboutSomething">
    /// Whether the query has more than function words, held by any passage or not; one of function words alone asks for them.
    /// </param>
    public WordQuery(IReadOnlyList<QueryTerm> terms, long passages, double meanWords, bool isAboutSomething)
    {
        _terms = terms;
        _meanWords = meanWords;
        Telling = isAboutSomething ? [.. terms.Where(term => !FunctionWords.Contain(term.Text))] : terms;
        _idf = [.. terms.Select(term => (isAboutSomething && FunctionWords.Contain(term.Text) ? FunctionWordShare : 1)
            * Math.Log(1 + ((Math.Max(passages, term.Count) - term.Count + 0.5) / (term.Count + 0.5))))];
        _hasPairs = terms.Any(term => term.IsPair);
        for (var i = 0; i < terms.Count; i++)
        {
            if (!_places.TryGetValue(terms[i].Stem, out var places))
            {
                _places[terms[i].Stem] = places = [];
            }

            places.Add(i);
        }

        _content = Telling.Aggregate(0UL, (bits, term) => bits | (1UL << term.Place));
    }

    /// <summary>The terms that tell what the query is about: those choose the candidates, and all of them the order.</summary>
    public IReadOnlyList<QueryTerm> Telling { get; }

    /// <summary>What the passage shares with the query.</summary>
    public WordMatch Match(Passage passage)
    {
        var counts = new int[_terms.Count];
        var length = Count(passage.Text, counts) + (passage.Subject is { } subject ? Count(subject, counts) : 0);
        var ofPlace = new double[64];
        var held = 0UL;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                var share = _terms[i].Weight * _idf[i] * counts[i] * (K1 + 1)
                    / (counts[i] + (K1 * (1 - B + (B * length / _meanWords))));
                ofPlace[_terms[i].Place] = Math.Max(ofPlace[_terms[i].Place], share);
                held |= 1UL << _terms[i].Place;
            }
        }

        return new WordMatch { Passage = passage, Score = ofPlace.Sum(), Held = held, IsAboutIt = (held & _content) != 0 };
    }

    /// <summary>Adds what a text holds of the terms; gives its length in words.</summary>
    private int Count(string text, int[] counts)
    {
        var length = 0;
        var before = "";
        foreach (var word in WordText.Tokens(text))
        {
            length++;
            var stem = PorterStemmer.Stem(word);
            Add(stem, counts);
            if (_hasPairs)
            {
                Add($"{before} {stem}", counts);
                before = stem;
            }
        }

        return length;
    }

    private void Add(string stem, int[] counts)
    {
        if (_places.TryGetValue(stem, out var places))
        {
            foreach (var place in places)
            {
                counts[place]++;
            }
        }
    }
}

using AgentMemory.Memory.Database;

namespace AgentMemory.Memory.Words;

/// <summary>
/// What a word that no passage holds may have meant: the words of the index within one step of spelling, two in a long word. A step is
/// a letter too many, too few or wrong, or two neighbours swapped (Damerau 1964). Most wrong steps of a hasty writer leave the first letter
/// as it is, and short words have too many neighbours by another letter (lamp, camp), so that neither is corrected. The index's own words
/// are read once and kept until the store changes.
/// </summary>
internal sealed class SpellingCorrections(StoreFile file)
{
    private const int LettersMin = 4;
    private const int LettersForAnother = 6;
    private const int LettersMax = 40;
    private const int LettersForTwoSteps = 8;
    private const int MeantMax = 3;

    /// <summary>What a corrected word's evidence is worth beside that of a word as it stands: it may be another word altogether.</summary>
    private const double WeightOfOneStep = 0.6;
    private const double WeightOfTwoSteps = 0.4;
    private ILookup<int, string>? _byLength;
    private (long Count, long Last) _then;

    /// <summary>The nearest words of the index, none where none is near.</summary>
    /// <param name="term">A word of the query that the index does not hold.</param>
    /// <param name="passages">In the index.</param>
    public IEnumerable<QueryTerm> Of(QueryTerm term, long passages)
    {
        if (term.IsPair || term.Text.Length is < LettersMin or > LettersMax || !term.Text.All(char.IsLetter) || FunctionWords.Contain(term.Text))
        {
            return [];
        }

        var stepsMax = term.Text.Length >= LettersForTwoSteps ? 2 : 1;
        var near = Near(term.Text, stepsMax, passages).Concat(Near(term.Stem, stepsMax, passages))
            .GroupBy(found => found.Word, StringComparer.Ordinal)
            .Select(same => (Word: same.Key, Steps: same.Min(found => found.Steps))).ToList();
        return near.Where(found => found.Steps == near.Min(other => other.Steps))
            .OrderBy(found => found.Word, StringComparer.Ordinal).Take(MeantMax)
            .Select(found => term with
            {
                Text = found.Word,
                Stem = found.Word,
                Weight = found.Steps == 1 ? WeightOfOneStep : WeightOfTwoSteps,
            });
    }

    private IEnumerable<(string Word, int Steps)> Near(string word, int stepsMax, long passages)
    {
        var words = Words(passages);
        for (var length = word.Length - stepsMax; length <= word.Length + stepsMax; length++)
        {
            foreach (var other in words[length])
            {
                var ofAnother = word.Length >= LettersForAnother ? 1 : stepsMax + 1;
                if (other[0] == word[0] && EditDistance.Between(word, other, stepsMax, ofAnother) is var steps && steps <= stepsMax)
                {
                    yield return (other, steps);
                }
            }
        }
    }

    private ILookup<int, string> Words(long passages)
    {
        var now = (passages, file.Number("SELECT max(id) FROM passage"));
        if (_byLength is null || _then != now)
        {
            // A view of the index itself: nothing of a forgotten passage can stay behind in it.
            file.Execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_terms USING fts5vocab('main', 'word', 'row')");
            _byLength = file.Statement("SELECT term FROM temp.word_terms").Rows(row => row.GetString(0))
                .Where(word => word.Length >= LettersMin - 1 && word.All(char.IsLetter)).ToLookup(word => word.Length);
            _then = now;
        }

        return _byLength;
    }
}

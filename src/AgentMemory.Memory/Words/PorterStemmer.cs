namespace AgentMemory.Memory.Words;

/// <summary>
/// The stem of an English word (Porter 1980, "An algorithm for suffix stripping", Program 14), as FTS5's porter tokenizer
/// makes it, so that words of a text can be matched with the index outside of it.
/// </summary>
internal static class PorterStemmer
{
    private const int LettersMin = 3;
    private const int LettersMax = 64;

    private static readonly (string Ending, string Instead)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("logi", "log"),
        ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
        ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Ending, string Instead)[] Step3 =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    private static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous",
        "ive", "ize",
    ];

    /// <summary>The stem of a word in lower case.</summary>
    public static string Stem(string word)
    {
        if (word.Length is < LettersMin or > LettersMax)
        {
            return word;
        }

        var stem = Plural(word);
        stem = PastOrProgressive(stem);
        if (stem.EndsWith('y') && HasVowel(stem[..^1]))
        {
            stem = stem[..^1] + "i";
        }

        stem = Replaced(stem, Step2);
        stem = Replaced(stem, Step3);
        stem = WithoutSuffix(stem);
        return Tidied(stem);
    }

    private static string Plural(string word) => word switch
    {
        _ when word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ies", StringComparison.Ordinal) => word[..^2],
        _ when word.EndsWith("ss", StringComparison.Ordinal) => word,
        _ when word.EndsWith('s') => word[..^1],
        _ => word,
    };

    private static string PastOrProgressive(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
        {
            return Measure(word[..^3]) > 0 ? word[..^1] : word;
        }

        var rest = word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2]
            : word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : null;
        if (rest is null || !HasVowel(rest))
        {
            return word;
        }

        if (rest.EndsWith("at", StringComparison.Ordinal) || rest.EndsWith("bl", StringComparison.Ordinal)
            || rest.EndsWith("iz", StringComparison.Ordinal))
        {
            return rest + "e";
        }

        if (rest.Length >= 2 && rest[^1] == rest[^2] && IsConsonant(rest, rest.Length - 1) && rest[^1] is not ('l' or 's' or 'z'))
        {
            return rest[..^1];
        }

        return Measure(rest) == 1 && EndsShort(rest) ? rest + "e" : rest;
    }

    private static string Replaced(string word, (string Ending, string Instead)[] rules)
    {
        foreach (var (ending, instead) in rules)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal))
            {
                return Measure(word[..^ending.Length]) > 0 ? word[..^ending.Length] + instead : word;
            }
        }

        return word;
    }

    private static string WithoutSuffix(string word)
    {
        var suffix = Step4.Where(s => word.EndsWith(s, StringComparison.Ordinal)).MaxBy(s => s.Length);
        if (suffix is null)
        {
            return word;
        }

        var rest = word[..^suffix.Length];
        var fits = suffix != "ion" || rest.EndsWith('s') || rest.EndsWith('t');
        return fits && Measure(rest) > 1 ? rest : word;
    }

    private static string Tidied(string word)
    {
        if (word.EndsWith('e'))
        {
            var rest = word[..^1];
            var measure = Measure(rest);
            word = measure > 1 || (measure == 1 && !EndsShort(rest)) ? rest : word;
        }

        return word.EndsWith("ll", StringComparison.Ordinal) && Measure(word[..^1]) > 1 ? word[..^1] : word;
    }

    /// <summary>How often a vowel is followed by a consonant: Porter's m.</summary>
    private static int Measure(string stem)
    {
        var measure = 0;
        for (var i = 1; i < stem.Length; i++)
        {
            measure += IsConsonant(stem, i) && !IsConsonant(stem, i - 1) ? 1 : 0;
        }

        return measure;
    }

    private static bool HasVowel(string stem) => Enumerable.Range(0, stem.Length).Any(i => !IsConsonant(stem, i));

    /// <summary>Consonant, vowel, consonant other than w, x, y: Porter's *o.</summary>
    private static bool EndsShort(string stem) => stem.Length >= 3 && IsConsonant(stem, stem.Length - 3)
        && !IsConsonant(stem, stem.Length - 2) && IsConsonant(stem, stem.Length - 1) && stem[^1] is not ('w' or 'x' or 'y');

    private static bool IsConsonant(string word, int i) => word[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(word, i - 1),
        _ => true,
    };
}

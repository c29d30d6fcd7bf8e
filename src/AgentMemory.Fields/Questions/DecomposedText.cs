using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AgentMemory.Fields.Questions;

/// <summary>
/// Compatibility decomposition (NFKD, Unicode Standard Annex 15): two texts are equal under NFKC exactly where they are equal so. The
/// program runs without the system's Unicode library, so <see cref="string.Normalize()"/> would change nothing.
/// </summary>
internal static class DecomposedText
{
    // Hangul syllables are taken apart by their numbers: the Unicode Standard, section 3.12.
    private const int SyllableFirst = 0xAC00;
    private const int SyllableLast = 0xD7A3;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TrailFirst = 0x11A7;
    private const int TrailCount = 28;
    private const int SyllablesOfLead = 21 * TrailCount;

    private static readonly Lazy<Tables> Unicode = new(Load);

    /// <summary>The text taken apart, combining marks in their canonical order.</summary>
    public static string Of(string text)
    {
        if (text.All(char.IsAscii))
        {
            return text;
        }

        var runes = new List<Rune>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Add(rune, runes);
        }

        Order(runes);
        var taken = new StringBuilder(text.Length);
        runes.ForEach(rune => taken.Append(rune.ToString()));
        return taken.ToString();
    }

    private static void Add(Rune rune, List<Rune> runes)
    {
        if (rune.Value is >= SyllableFirst and <= SyllableLast)
        {
            var (lead, rest) = Math.DivRem(rune.Value - SyllableFirst, SyllablesOfLead);
            var (vowel, trail) = Math.DivRem(rest, TrailCount);
            runes.Add(new Rune(LeadFirst + lead));
            runes.Add(new Rune(VowelFirst + vowel));
            if (trail > 0)
            {
                runes.Add(new Rune(TrailFirst + trail));
            }

            return;
        }

        if (Unicode.Value.Parts.TryGetValue(rune.Value, out var parts))
        {
            runes.AddRange(parts);
            return;
        }

        runes.Add(rune);
    }

    // A stable sort of every run of marks by class: Canonical Ordering Algorithm.
    private static void Order(List<Rune> runes)
    {
        for (var i = 1; i < runes.Count; i++)
        {
            var own = ClassOf(runes[i]);
            for (var at = i; own > 0 && at > 0 && ClassOf(runes[at - 1]) > own; at--)
            {
                (runes[at - 1], runes[at]) = (runes[at], runes[at - 1]);
            }
        }
    }

    private static int ClassOf(Rune rune) => Unicode.Value.Classes.GetValueOrDefault(rune.Value);

    private static Tables Load()
    {
        using var stream = typeof(DecomposedText).Assembly.GetManifestResourceStream("unicode/decompositions")
            ?? throw new UnreachableException("decompositions.txt is embedded in this assembly");
        using var reader = new StreamReader(stream);
        var (parts, classes, headings) = (new Dictionary<int, Rune[]>(), new Dictionary<int, int>(), 0);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                headings++;
                continue;
            }

            var mark = line.IndexOf('=', StringComparison.Ordinal);
            var code = int.Parse(line[..mark], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (headings > 2)
            {
                classes[code] = int.Parse(line[(mark + 1)..], CultureInfo.InvariantCulture);
            }
            else
            {
                parts[code] =
                    [.. line[(mark + 1)..].Split(' ').Select(part => new Rune(int.Parse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))];
            }
        }

        return new Tables(parts, classes);
    }

    private sealed record Tables(IReadOnlyDictionary<int, Rune[]> Parts, IReadOnlyDictionary<int, int> Classes);
}

using System.Text.RegularExpressions;

namespace AgentMemory.Agents.Chat;

/// <summary>
/// What a user's sentence is about, where it says a thing that can be so in one way only: a home, a name, a favourite, an address. A
/// newer sentence of the same subject takes the older one's place in the memory, and the older one stays as history. Only a sentence that
/// says nothing else has a subject, since what is replaced is not found any more; English alone is read, and other sentences are kept side
/// by side, the newer first.
/// </summary>
internal static partial class SaidSubject
{
    private const int ValueWordsMax = 8;

    /// <summary>The subject; null where the sentence has none, or says more than one thing.</summary>
    public static string? Of(string said)
    {
        var clauses = Breaks().Split(said.Trim().TrimEnd('.', '!').Replace('\u2019', '\''))
            .Select(clause => Openings().Replace(clause.Trim(), ""))
            .Where(clause => clause.Length > 0 && !Change().IsMatch(clause)).ToList();
        return clauses is [var one] ? OfClause(one) : null;
    }

    private static string? OfClause(string clause)
    {
        if (Moved().IsMatch(clause) || Home().IsMatch(clause))
        {
            return "where I live";
        }

        if (Work().Match(clause) is { Success: true } work)
        {
            return $"what I work {work.Groups["how"].Value.ToLowerInvariant()}";
        }

        if (Called().Match(clause) is { Success: true } called && IsShort(called.Groups["value"].Value))
        {
            return $"what {Plain(called.Groups["who"].Value)} is called";
        }

        var property = Favourite().Match(clause) is { Success: true } favourite ? favourite : Property().Match(clause);
        return property.Success && IsShort(property.Groups["value"].Value) ? Plain(property.Groups["what"].Value) : null;
    }

    private static bool IsShort(string value) => value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= ValueWordsMax;

    private static string Plain(string words) =>
        Spaces().Replace(words.Trim().ToLowerInvariant().Replace("favorite", "favourite", StringComparison.Ordinal), " ");

    [GeneratedRegex(
        @"\s*(?:[,;:.!]\s+|\s-+\s|\s(?:and|but|so|because|although)\s(?=(?:i|we|my|our|he|she|they|it)\b))", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [GeneratedRegex(
        @"^(?:(?:and|but|so|now|actually|well|oh|sorry|no|by the way|correction|update|from now on|these days)\b[\s,:]*)+", RegexOptions.IgnoreCase)]
    private static partial Regex Openings();

    /// <summary>A clause that only says that something changed.</summary>
    [GeneratedRegex(
        @"^(?:(?:i|we)(?:'ve| have)?(?: just)? (?:moved|changed (?:it|that|my mind)|switched)(?: house| home| again| away)?"
        + @"|(?:i|it|that) was wrong|(?:it|that)(?:'s| is| has) (?:changed|no longer (?:so|true)|not true any ?more)|listen|remember (?:this|that))$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Change();

    [GeneratedRegex(@"^(?:i|we)(?:'ve| have)?(?: now)?(?: just)? moved to (?!bed\b|the next\b)\S+(?: \S+){0,3}$", RegexOptions.IgnoreCase)]
    private static partial Regex Moved();

    [GeneratedRegex(
        @"^(?:i|we)(?:'m| am| are)?(?: now| currently| still)? (?:live|living|reside) (?:in|at|near|on) \S+(?: \S+){0,5}$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Home();

    [GeneratedRegex(@"^i(?:'m| am)?(?: now| currently)? (?:work|working) (?<how>at|for|as) \S+(?: \S+){0,6}$", RegexOptions.IgnoreCase)]
    private static partial Regex Work();

    [GeneratedRegex(@"^(?<who>i|my [\w' -]{1,40}?)(?:'m| am| is| are)(?: now)? called (?<value>\S.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Called();

    [GeneratedRegex(@"^(?<what>my favou?rite [\w'-]+(?: [\w'-]+)?) (?:is|are)(?: now| currently)? (?<value>\S.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Favourite();

    /// <summary>Of properties, only those of which a person or a thing has one; "the code" alone may be any.</summary>
    [GeneratedRegex(
        @"^(?<what>(?:(?:my|our)(?: [\w'-]+){0,3}? |the (?=.* (?:of|for|to) ))"
        + @"(?:name|surname|nickname|address|birthday|age|password|passcode|code|pin|number|email)(?: (?:of|for|to)(?: [\w'-]+){1,4}?)?)"
        + @" is(?: now| currently)? (?<value>\S.*)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Property();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

namespace AgentMemory.Core.Models;

/// <summary>
/// A lesson in tokens: the prompt as a model is asked with it, and after it what it is to write. Where the tokenizer would join
/// the prompt's end with the completion's beginning ("door? " and "blue" to "▁blue"), the two stay apart: the model is asked after
/// the prompt's own tokens, so it is taught there. A completion has one end mark, its own or the model's, and nothing after it.
/// </summary>
public sealed record LessonTokens
{
    // A completion that stands alone would get the space that some vocabularies put in front of a text. After one of these it does
    // not; several, since a vocabulary may join one of them with what follows.
    private static readonly string[] Leads = ["\n", "a", ":", "0", "."];

    private LessonTokens()
    {
    }

    /// <summary>What is read, the begin mark included.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>What is taught, the end mark included.</summary>
    public required IReadOnlyList<int> Completion { get; init; }

    /// <summary>Whether the last token of the completion is an end mark.</summary>
    public required bool HasEnd { get; init; }

    /// <summary>Whether the tokenizer would have joined prompt and completion.</summary>
    public required bool IsParted { get; init; }

    /// <summary>The text after the first end mark, which no reply would reach and which is not taught; empty where there is none.</summary>
    public required string AfterEnd { get; init; }

    /// <param name="tokenizer">The model's.</param>
    /// <param name="prompt">What is read.</param>
    /// <param name="completion">What is to be written; an end mark may stand in it.</param>
    /// <param name="endsText">Whether a completion without an end mark gets the model's.</param>
    public static LessonTokens Of(ITokenizer tokenizer, string prompt, string completion, bool endsText)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var marks = tokenizer.Marks;
        var asked = PromptTokens.Of(tokenizer, prompt);
        var whole = PromptTokens.Of(tokenizer, prompt + completion);
        var isParted = !whole.AsSpan().StartsWith(asked);
        var written = isParted ? Apart(tokenizer, completion) : whole[asked.Length..];
        var end = Array.FindIndex(written, marks.Endings.Contains);
        var taught = end >= 0 ? written[..(end + 1)] : endsText && marks.End is { } mark ? [.. written, mark] : written;
        var after = end < 0 ? [] : written[(end + 1)..].Where(t => !marks.Endings.Contains(t)).ToArray();
        return new LessonTokens
        {
            Prompt = asked,
            Completion = taught,
            HasEnd = end >= 0 || taught.Length > written.Length,
            IsParted = isParted,
            AfterEnd = after.Length == 0 ? "" : tokenizer.Decode(after).Trim(),
        };
    }

    private static int[] Apart(ITokenizer tokenizer, string completion)
    {
        foreach (var lead in Leads)
        {
            var before = tokenizer.Encode(lead);
            var both = tokenizer.Encode(lead + completion);
            if (both.Take(before.Count).SequenceEqual(before))
            {
                return [.. both.Skip(before.Count)];
            }
        }

        return [.. tokenizer.Encode(completion)];
    }
}

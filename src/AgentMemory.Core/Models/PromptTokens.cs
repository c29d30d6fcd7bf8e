namespace AgentMemory.Core.Models;

/// <summary>
/// A prompt in tokens, the same where a model is asked and where it is taught. It has one begin mark where the model expects one,
/// also where the text already has it. It never has an end mark of ours, whatever <c>add_eos_token</c> says: a prompt goes on.
/// </summary>
public static class PromptTokens
{
    public static int[] Of(ITokenizer tokenizer, string prompt)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Begun(tokenizer.Marks, tokenizer.Encode(prompt));
    }

    /// <summary>The tokens of a text with its begin mark; several at its start become one.</summary>
    public static int[] Begun(TextMarks marks, IReadOnlyList<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(marks);
        ArgumentNullException.ThrowIfNull(tokens);
        var own = 0;
        while (own < tokens.Count && tokens[own] == marks.Begin)
        {
            own++;
        }

        return own == 0 && marks is { AddsBegin: true, Begin: { } begin } ? [begin, .. tokens] : [.. tokens.Skip(Math.Max(0, own - 1))];
    }
}

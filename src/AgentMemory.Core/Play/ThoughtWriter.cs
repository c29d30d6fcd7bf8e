using AgentMemory.Core.Models;

namespace AgentMemory.Core.Play;

/// <summary>Lets a model think behind prompts. All of a call think side by side, as replies are written.</summary>
public static class ThoughtWriter
{
    /// <summary>One thought for each prompt, in order, each charged as written tokens.</summary>
    /// <param name="model">Thinks.</param>
    /// <param name="prompt">The renderer; it says how much may be thought.</param>
    /// <param name="requests">What is thought about.</param>
    public static IReadOnlyList<Thought> Write(
        ILanguageModel model, PlayPrompt prompt, IReadOnlyList<ThoughtRequest> requests, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(requests);
        var thinking = prompt.Thinking ?? throw new ArgumentException("the model does not think", nameof(prompt));
        var completions = model.Complete(
            [.. requests.Select(request => new CompletionRequest
            {
                Prompt = request.Prompt + request.Frame.Open,
                Form = new CompletionForm.Free(thinking.TokensMax, thinking.Marks.Stops),
                Temperature = request.Temperature,
                Seed = new Rng(request.Seed).Fork("thought").Seed,
            })],
            cancellation);
        return
        [
            .. completions.Select(completion => new Thought(
                Within(prompt.Content(Readable(completion.Text)), thinking.TokensMax, model.Tokenizer), Cost.Of(model.Card, [completion]))),
        ];
    }

    // A last character that the budget cut through, and marks that no prompt holds.
    private static string Readable(string text) =>
        string.Concat(text.TrimEnd('\uFFFD').Where(letter => letter is '\n' or '\t' || !char.IsControl(letter)));

    // Read again as text, what was written may take more tokens than it was written in; its place in the window is for those.
    private static string Within(string text, int tokensMax, ITokenizer tokenizer)
    {
        for (var tokens = tokenizer.Count(text); tokens > tokensMax; tokens = tokenizer.Count(text))
        {
            var length = text.Length - Math.Max(1, (tokens - tokensMax) / 4);
            text = text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : Math.Max(0, length))];
        }

        return text;
    }
}

/// <summary>What is to be thought about.</summary>
/// <param name="Prompt">The whole prompt, to where the reply would begin.</param>
/// <param name="Frame">What stands around a thought there.</param>
/// <param name="Temperature">0 writes the likeliest.</param>
/// <param name="Seed">Rules its draws.</param>
public sealed record ThoughtRequest(string Prompt, ThoughtFrame Frame, double Temperature, ulong Seed);

/// <summary>A thought and what it took.</summary>
/// <param name="Text">Without what stands around it, as it may stand in a prompt.</param>
/// <param name="Cost">Of reading the prompt and writing it.</param>
public sealed record Thought(string Text, Cost Cost);

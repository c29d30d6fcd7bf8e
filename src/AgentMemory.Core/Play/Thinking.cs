using AgentMemory.Core.Models;

namespace AgentMemory.Core.Play;

/// <summary>That a model thinks before it replies: it writes freely, within a budget, and is charged for what it writes.</summary>
public sealed record Thinking
{
    /// <summary>Tokens of a thought at most.</summary>
    public required int TokensMax { get; init; }

    /// <summary>In later prompts a thought stands before the reply that it led to; otherwise the reply alone does.</summary>
    public required bool IsKept { get; init; }

    /// <summary>What stands around a thought.</summary>
    public required ThoughtMarks Marks { get; init; }
}

/// <summary>What stands around a thought, and ends it.</summary>
/// <param name="Open">Before it.</param>
/// <param name="Close">After it, whether the model ended it or its tokens did.</param>
/// <param name="Stops">Texts that end it where the model writes them; they are not part of it.</param>
/// <param name="AreOwn">They are the model's own, and not words of the book.</param>
public sealed record ThoughtMarks(string Open, string Close, IReadOnlyList<string> Stops, bool AreOwn)
{
    /// <summary>The mark that begins a thought of models that were trained to think.</summary>
    public const string Begin = "<think>";

    private const string End = "</think>";

    /// <summary>
    /// The model's own marks where its vocabulary has a token for each or its template writes them; elsewhere the book's words, between
    /// which a thought is one line.
    /// </summary>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="template">The text of its chat template; null where it has none.</param>
    /// <param name="book">Where the words come from.</param>
    public static ThoughtMarks Of(ITokenizer tokenizer, string? template, PromptBook book)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(book);
        var isOwn = (tokenizer.Count(Begin) == 1 && tokenizer.Count(End) == 1)
            || (template is not null && template.Contains(Begin, StringComparison.Ordinal) && template.Contains(End, StringComparison.Ordinal));
        // The line breaks are those of the templates of Qwen3 and DeepSeek-R1.
        return isOwn
            ? new ThoughtMarks($"{Begin}\n", $"\n{End}\n\n", [End], AreOwn: true)
            : new ThoughtMarks(book.Text("thinking/begin"), book.Text("thinking/end"), [book.Text("thinking/end"), "\n"], AreOwn: false);
    }
}

/// <summary>The texts before and after a thought at one place of a prompt.</summary>
/// <param name="Open">Before it: the model goes on from there.</param>
/// <param name="Close">After it.</param>
public sealed record ThoughtFrame(string Open, string Close)
{
    /// <summary>The thought in its place.</summary>
    public string Around(string thought) => Open + thought + Close;
}

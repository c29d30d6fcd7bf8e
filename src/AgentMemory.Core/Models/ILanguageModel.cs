namespace AgentMemory.Core.Models;

/// <summary>
/// A language model that continues prompts. One instance has one user at a time and is not thread-safe; calls block.
/// The same calls in the same order give the same answers bit for bit on one machine.
/// </summary>
public interface ILanguageModel : IDisposable
{
    ModelCard Card { get; }

    ITokenizer Tokenizer { get; }

    /// <summary>Tokens of one sequence, prompt and reply together: what the model was opened with, which may be less than it was trained for.</summary>
    int ContextTokens => Card.ContextTokens;

    /// <summary>
    /// Continues many prompts at once; answers stand in the order of the requests. What prompts share at their start is
    /// computed once, and what an earlier call computed since the last <see cref="Forget"/> is used again.
    /// A reply is tokenised as if it had been written behind its prompt in one text.
    /// </summary>
    /// <exception cref="ArgumentException">A prompt with its longest reply does not fit the context window.</exception>
    IReadOnlyList<Completion> Complete(IReadOnlyList<CompletionRequest> requests, CancellationToken cancellation);

    /// <summary>
    /// Continues one prompt and gives the text while it is written, in whole characters; the pieces together are the text that
    /// <see cref="Complete"/> gives. Nothing is computed before the first piece is asked for. The model takes no other call until
    /// the last piece, or until the enumeration is disposed of. A model that cannot write piece by piece gives all at once.
    /// </summary>
    /// <exception cref="ArgumentException">The prompt with its longest reply does not fit the context window.</exception>
    IEnumerable<string> Stream(CompletionRequest request, CancellationToken cancellation) =>
        [.. Complete([request], cancellation).Select(completion => completion.Text)];

    /// <summary>
    /// The log-probability of each continuation given its prompt, summed over the continuation's tokens, in the order of the requests.
    /// </summary>
    IReadOnlyList<ScoredContinuation> Score(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation);

    /// <summary>The model's whole distribution at every token of each continuation, given its prompt: what a student is taught by.</summary>
    IReadOnlyList<Foresight> Foresee(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation);

    /// <summary>Empties every cache, so that what follows does not depend on what went before.</summary>
    void Forget();

    /// <summary>
    /// This model wearing LoRA adapters. It shares the base's weights and cache; disposing it takes them off and leaves
    /// the base as it was.
    /// </summary>
    /// <exception cref="UserErrorException">An adapter cannot be read or belongs to another base model.</exception>
    ILanguageModel Wear(IReadOnlyList<WornAdapter> adapters);
}

/// <summary>A LoRA adapter in a GGUF file and the factor its change is multiplied with.</summary>
public sealed record WornAdapter(string Path, float Scale = 1);

/// <summary>Text to and from token numbers.</summary>
public interface ITokenizer
{
    /// <summary>How the model's texts begin and end; see <see cref="PromptTokens"/> and <see cref="LessonTokens"/>.</summary>
    TextMarks Marks { get; }

    /// <summary>Token numbers of the text, without begin or end marks.</summary>
    IReadOnlyList<int> Encode(string text);

    /// <summary>The text of the tokens.</summary>
    string Decode(IReadOnlyList<int> tokens);

    /// <summary>Number of tokens of the text.</summary>
    int Count(string text);

    /// <summary>
    /// The text as it may stand among the marks of a prompt: where it spells a mark that steers the model (&lt;|im_end|&gt;), a space
    /// parts that mark, so that nobody ends a turn by writing it. All other text stays as it is.
    /// </summary>
    string WithoutMarks(string text) => text;
}

/// <summary>Text to vectors for search.</summary>
public interface IEmbedder
{
    /// <summary>Names the model, so that stored vectors are never compared with another model's.</summary>
    string Id { get; }

    /// <summary>Length of every vector.</summary>
    int Dimensions { get; }

    /// <summary>One vector of length 1 per text, in order; tokens read are added to the cost by the caller.</summary>
    IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation);
}

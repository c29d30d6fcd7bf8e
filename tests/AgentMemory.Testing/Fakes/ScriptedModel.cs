using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Grammars;
using AgentMemory.Core.Models;

namespace AgentMemory.Testing;

/// <summary>
/// A language model whose replies are a function of the prompt; one byte is one token. Records every prompt it is shown.
/// </summary>
public sealed class ScriptedModel : ILanguageModel
{
    private readonly Func<CompletionRequest, string> _reply;

    public ScriptedModel(Func<CompletionRequest, string> reply)
    {
        _reply = reply;
    }

    /// <summary>Every prompt, in order.</summary>
    public List<string> Prompts => [.. Requests.Select(request => request.Prompt)];

    /// <summary>Everything that was asked, in order.</summary>
    public List<CompletionRequest> Requests { get; } = [];

    /// <summary>Whether a reply longer than a grammar's tokens is cut off there, as an engine does.</summary>
    public bool Limits { get; init; }

    /// <summary>A stream comes in pieces of so many letters; null for the whole at once.</summary>
    public int? PieceLength { get; init; }

    /// <summary>Log-probability of a continuation; without it, less the longer it is.</summary>
    public Func<ScoreRequest, double>? LogProbability { get; init; }

    /// <summary>Everything that was scored, in order.</summary>
    public List<ScoreRequest> Scored { get; } = [];

    /// <summary>How often the caches were emptied.</summary>
    public int Forgotten { get; private set; }

    public int ContextTokens { get; init; } = 4096;

    public ModelCard Card => field ??= new()
    {
        Id = "scripted",
        Path = "",
        Hash = Ahead<string>.Of(new string('0', 64)),
        Architecture = "script",
        Parameters = 1_000,
        Quantization = "F32",
        ContextTokens = ContextTokens,
        VocabularySize = 256,
        EmbeddingLength = 8,
        Layers = 1,
        HasChatTemplate = false,
    };

    public ITokenizer Tokenizer { get; } = new ByteTokenizer();

    public IReadOnlyList<Completion> Complete(IReadOnlyList<CompletionRequest> requests, CancellationToken cancellation) =>
        [.. requests.Select(request =>
        {
            Requests.Add(request);
            if (request.Form is CompletionForm.Grammar grammar)
            {
                // What learners and tasks write as grammars has to pass where a real model stands.
                Grammar.Parse(grammar.Gbnf);
            }

            var text = _reply(request);
            var isCut = Limits && request.Form is CompletionForm.Grammar { TokensMax: var most } && Tokenizer.Count(text) > most;
            text = isCut ? text[..((CompletionForm.Grammar)request.Form).TokensMax] : text;
            return new Completion
            {
                Text = text,
                Stop = isCut ? StopReason.TokenLimit : StopReason.Complete,
                TokensRead = Tokenizer.Count(request.Prompt),
                TokensWritten = Tokenizer.Count(text),
                ContextTokens = Tokenizer.Count(request.Prompt) + Tokenizer.Count(text),
                LogProbability = -1,
            };
        })];

    public IEnumerable<string> Stream(CompletionRequest request, CancellationToken cancellation) =>
        Complete([request], cancellation)[0].Text.Chunk(PieceLength ?? int.MaxValue).Select(piece => new string(piece));

    public IReadOnlyList<ScoredContinuation> Score(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation) =>
        [.. requests.Select(r =>
        {
            Scored.Add(r);
            return r;
        }).Select(r => new ScoredContinuation(
            LogProbability?.Invoke(r) ?? -Tokenizer.Count(r.Continuation),
            Tokenizer.Count(r.Prompt + r.Continuation),
            Tokenizer.Count(r.Prompt + r.Continuation)))];

    /// <summary>Every byte as likely as every other.</summary>
    public IReadOnlyList<Foresight> Foresee(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation) =>
        [.. requests.Select(r => new Foresight
        {
            Tokens = Tokenizer.Encode(r.Continuation),
            Distributions = [.. Tokenizer.Encode(r.Continuation).Select(_ => Enumerable.Repeat(1f / Card.VocabularySize, Card.VocabularySize).ToArray())],
            TokensRead = Tokenizer.Count(r.Prompt + r.Continuation),
            ContextTokens = Tokenizer.Count(r.Prompt + r.Continuation),
        })];

    public void Forget() => Forgotten++;

    public ILanguageModel Wear(IReadOnlyList<WornAdapter> adapters) =>
        throw new NotSupportedException("a scripted model has no weights");

    public void Dispose()
    {
    }

    private sealed class ByteTokenizer : ITokenizer
    {
        public TextMarks Marks { get; } = new();

        public IReadOnlyList<int> Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => (int)b)];

        public string Decode(IReadOnlyList<int> tokens) => Encoding.UTF8.GetString([.. tokens.Select(t => (byte)t)]);

        public int Count(string text) => Encoding.UTF8.GetByteCount(text);
    }
}

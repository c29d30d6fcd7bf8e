using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>
/// A conversation with a model that remembers: what was stated in any earlier conversation is searched for, put into the prompt as
/// data, and shown. Not thread-safe; calls block.
/// </summary>
public sealed class MemoryChat
{
    /// <summary>Tokens that a model may want around a prompt; a tokenizer does not count them.</summary>
    private const int MarksMax = 2;
    private const string Source = "chat";
    private static readonly TimeSpan Freshness = TimeSpan.FromDays(30);
    private readonly ILanguageModel _model;
    private readonly MemoryStore? _store;
    private readonly ChatSettings _settings;
    private readonly ChatPrompt _prompt;

    /// <param name="model">Stays the caller's.</param>
    /// <param name="store">What is remembered; null for a conversation without memory. Stays the caller's.</param>
    /// <param name="prompts">The words around a conversation.</param>
    /// <param name="template">The model's chat template: the turns as a prompt that ends where the reply begins, or null for none.</param>
    public MemoryChat(
        ILanguageModel model,
        MemoryStore? store,
        PromptBook prompts,
        Func<IReadOnlyList<ChatTurn>, string?> template,
        ChatSettings settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        (_model, _store, _settings) = (model, store, settings);
        _prompt = new ChatPrompt(prompts, model.Tokenizer, template);
    }

    public ModelCard Model => _model.Card;

    /// <summary>
    /// Answers the last turn: first what is remembered of it, then the reply piece by piece as it is written. What the user
    /// states is kept once the reply is complete.
    /// </summary>
    /// <param name="turns">Oldest first; the last one is the user's.</param>
    /// <exception cref="UserErrorException">The last turn does not fit the model's context, or is no text.</exception>
    public ChatAnswer Answer(IReadOnlyList<ChatTurn> turns, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(turns);
        if (turns is not [.., { Role: ChatTurn.User } last])
        {
            throw new ArgumentException("the last turn is the user's", nameof(turns));
        }

        var room = _settings.ContextTokens - _settings.ReplyTokensMax - MarksMax;
        _prompt.Check(last, room);
        var prompt = _prompt.Fitting(turns, Recall(last.Text, cancellation), room);
        return new ChatAnswer { Passages = prompt.Passages, Pieces = Pieces(prompt, cancellation) };
    }

    /// <summary>Keeps what a user stated; null where nothing is kept: a question, no store, or memory switched off.</summary>
    public Passage? Remember(string said, CancellationToken cancellation = default) =>
        _store is null || !_settings.Remembers || !IsStatement(said)
            ? null
            : _store.Add(
                new NewPassage { Text = said.Trim(), Kind = PassageKind.Message, Source = Source, Provenance = "said by the user" },
                cancellation);

    /// <summary>Questions are not kept: found again, they would crowd out their answers.</summary>
    private static bool IsStatement(string said) => said.Any(char.IsLetterOrDigit) && !said.TrimEnd().EndsWith('?');

    private List<Passage> Recall(string text, CancellationToken cancellation) => _store is null
        ? []
        : [.. _store.Search(
                new SearchQuery { Text = text, Count = _settings.PassagesMax, RecencyHalfLife = Freshness }, cancellation)
            .Passages.Select(p => p.Passage)];

    private IEnumerable<string> Pieces(FittedPrompt prompt, CancellationToken cancellation)
    {
        var begins = true;
        var request = new CompletionRequest
        {
            Prompt = prompt.Text,
            Form = new CompletionForm.Free(_settings.ReplyTokensMax, prompt.Stops),
            Temperature = _settings.Temperature,
            Seed = _settings.Seed,
        };
        foreach (var written in _model.Stream(request, cancellation))
        {
            var piece = begins ? written.TrimStart() : written;
            if (piece.Length > 0)
            {
                begins = false;
                yield return piece;
            }
        }
    }
}

/// <summary>An answer as it comes.</summary>
public sealed record ChatAnswer
{
    /// <summary>The passages that stand in the prompt, best first.</summary>
    public required IReadOnlyList<Passage> Passages { get; init; }

    /// <summary>The reply in whole characters, written while it is read; to be read once.</summary>
    public required IEnumerable<string> Pieces { get; init; }
}

using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>
/// A conversation with a model that remembers: what was stated in any earlier conversation is searched for, put into the prompt as
/// data, and shown. Not thread-safe; calls block.
/// </summary>
public sealed class MemoryChat
{
    /// <summary>Tokens between two looks at whether somebody wants to stop, and of one piece of a streamed reply.</summary>
    private const int SliceTokens = 8;
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
    /// <exception cref="UserErrorException">The last turn does not fit the model's context.</exception>
    public ChatAnswer Answer(IReadOnlyList<ChatTurn> turns, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(turns);
        if (turns is not [.., { Role: ChatTurn.User } last])
        {
            throw new ArgumentException("the last turn is the user's", nameof(turns));
        }

        var found = Recall(last.Text, cancellation);
        var room = _settings.ContextTokens - _settings.ReplyTokensMax;
        var (prompt, used) = _prompt.Fitting(turns, found, room);
        return new ChatAnswer { Passages = used, Pieces = Pieces(prompt, cancellation) };
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

    private IEnumerable<string> Pieces(string prompt, CancellationToken cancellation)
    {
        var written = 0;
        var text = prompt;
        var trims = true;
        while (written < _settings.ReplyTokensMax)
        {
            cancellation.ThrowIfCancellationRequested();
            var slice = Math.Min(SliceTokens, _settings.ReplyTokensMax - written);
            var completion = _model.Complete(
                [
                    new CompletionRequest
                    {
                        Prompt = text,
                        Form = new CompletionForm.Free(slice, _prompt.Stops),
                        Temperature = _settings.Temperature,
                        Seed = Rng.Mix(_settings.Seed, (ulong)written),
                    },
                ],
                cancellation)[0];
            written += Math.Max(1, completion.TokensWritten);
            text += completion.Text;
            var piece = trims ? completion.Text.TrimStart() : completion.Text;
            if (piece.Length > 0)
            {
                trims = false;
                yield return piece;
            }

            if (completion.Stop != StopReason.TokenLimit || completion.TokensWritten == 0)
            {
                yield break;
            }
        }
    }
}

/// <summary>An answer as it comes.</summary>
public sealed record ChatAnswer
{
    /// <summary>The passages that stand in the prompt, best first.</summary>
    public required IReadOnlyList<Passage> Passages { get; init; }

    /// <summary>The reply, written while it is read; to be read once.</summary>
    public required IEnumerable<string> Pieces { get; init; }
}

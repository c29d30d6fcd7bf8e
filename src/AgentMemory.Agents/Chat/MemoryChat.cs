using AgentMemory.Agents.Replies;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;

namespace AgentMemory.Agents.Chat;

/// <summary>
/// A conversation with a model that remembers: what was stated in any earlier conversation is searched for, put into the prompt as
/// data, and shown. Not thread-safe; calls block. <see cref="LocalChatClient"/> is the same for other programs.
/// </summary>
public sealed class MemoryChat
{
    /// <summary>Tokens that a model may want around a prompt; a tokenizer does not count them.</summary>
    private const int MarksMax = 2;
    private const string Source = "chat";
    private static readonly TimeSpan Freshness = TimeSpan.FromDays(30);
    private readonly SharedStore? _store;
    private readonly ChatPrompt _prompt;
    private readonly ILearntWords? _learnt;

    /// <param name="model">Stays the caller's.</param>
    /// <param name="store">What is remembered; null for a conversation without memory.</param>
    /// <param name="prompts">The words around a conversation.</param>
    /// <param name="template">The model's chat template; null for the plain layout.</param>
    /// <param name="settings">Numbers of the conversation.</param>
    /// <param name="learnt">What a learner learnt in words, that stands before every answer; null for nothing.</param>
    public MemoryChat(
        ILanguageModel model,
        SharedStore? store,
        PromptBook prompts,
        IChatTemplate? template,
        ChatSettings settings,
        ILearntWords? learnt = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        (Model, Prompts, _store, Settings, _learnt) = (model, prompts, store, settings, learnt);
        _prompt = new ChatPrompt(prompts, model.Tokenizer, template);
        ContextTokens = Math.Min(settings.ContextTokens ?? int.MaxValue, Math.Min(model.ContextTokens, model.Card.ContextTokens));
    }

    internal ILanguageModel Model { get; }

    internal PromptBook Prompts { get; }

    internal ChatSettings Settings { get; }

    /// <summary>Prompt and reply together.</summary>
    internal int ContextTokens { get; }

    /// <summary>
    /// Answers the last turn: first what is remembered of it, then the reply piece by piece as it is written. What the user
    /// states is kept by <see cref="Remember"/>.
    /// </summary>
    /// <param name="turns">Oldest first; the last one is the user's.</param>
    /// <exception cref="UserErrorException">The last turn does not fit the model's context, or is no text.</exception>
    public ChatAnswer Answer(IReadOnlyList<ChatTurn> turns, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(turns);
        if (turns is not [.., { Role: ChatTurn.User }])
        {
            throw new ArgumentException("the last turn is the user's", nameof(turns));
        }

        var prompt = Prepare(new ChatDraft { Turns = turns }, Settings.ReplyTokensMax, cancellation);
        var order = new ReplyOrder
        {
            TokensMax = Settings.ReplyTokensMax,
            Temperature = Settings.Temperature,
            Seed = Settings.Seed,
        };
        var parts = new ReplyWriter(Model).Write(prompt, order, _ => false, isStreamed: true, cancellation);
        return new ChatAnswer { Passages = prompt.Passages, Pieces = parts.OfType<ReplyPart.Text>().Select(part => part.Piece) };
    }

    /// <summary>
    /// Keeps what a user stated, in place of what was said before of the same subject; null where nothing is kept: a question, no
    /// store, or memory switched off.
    /// </summary>
    public Passage? Remember(string said, CancellationToken cancellation = default) =>
        _store is null || !Settings.Remembers || !SaidQuestion.IsStatement(said)
            ? null
            : _store.Use(store => store.Add(
                new NewPassage
                {
                    Text = said.Trim(),
                    Kind = PassageKind.Message,
                    Subject = SaidSubject.Of(said),
                    Source = Source,
                    Provenance = "said by the user",
                },
                cancellation));

    /// <summary>The prompt for a conversation, with what is remembered of its last question.</summary>
    internal FittedPrompt Prepare(ChatDraft draft, int replyTokensMax, CancellationToken cancellation)
    {
        var room = ContextTokens - replyTokensMax - MarksMax;
        var question = draft.Turns[draft.Question];
        // A text that no prompt can hold is refused before anything is searched for it.
        var passages = question.Text.Length / ChatPrompt.CharactersPerTokenMax > room ? [] : Recall(question.Text, cancellation);
        return _prompt.Fitting(draft with { Passages = passages, Learnt = Learnt(question.Text, room) }, room, cancellation);
    }

    // Half of what the question leaves; quoted, a text takes more tokens than bare.
    private string Learnt(string said, int room)
    {
        var most = (room - (said.Length / ChatPrompt.CharactersPerTokenMax > room ? room : Model.Tokenizer.Count(said))) / 2;
        for (var wanted = most; _learnt is not null && wanted > 0; wanted /= 2)
        {
            if (_learnt.Of(said, wanted) is var text && (text.Length == 0 || Model.Tokenizer.Count(_prompt.Learnt(text)) <= most))
            {
                return text;
            }
        }

        return "";
    }

    private List<Passage> Recall(string text, CancellationToken cancellation) => _store is null
        ? []
        : _store.Use(store => store.Search(
                new SearchQuery { Text = text, Count = Settings.PassagesMax, RecencyHalfLife = Freshness }, cancellation)
            .Passages.Select(p => p.Passage).ToList());
}

/// <summary>An answer as it comes.</summary>
public sealed record ChatAnswer
{
    /// <summary>The passages that stand in the prompt, best first.</summary>
    public required IReadOnlyList<Passage> Passages { get; init; }

    /// <summary>The reply in whole characters, written while it is read; to be read once.</summary>
    public required IEnumerable<string> Pieces { get; init; }
}

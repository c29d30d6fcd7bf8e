namespace AgentMemory.Core;

/// <summary>
/// A language model at play: shows the model what is remembered and the episode so far, and reads its reply. Every
/// learner that plays by a model plays through this, whatever it remembers and whatever adapter the model wears.
/// </summary>
public sealed class ModelPlayer : IPlayer
{
    private const int ReplyTokensMargin = 32;
    private readonly ILanguageModel _model;
    private readonly PlayPrompt _prompt;
    private readonly Func<Turn, Recollection> _recall;
    private readonly PlayerLimits _limits;
    private readonly bool _disposesModel;
    private readonly Dictionary<string, (Recollection Recollection, Preamble Preamble)> _preambles = new(StringComparer.Ordinal);

    /// <param name="model">The model, wearing what it should wear.</param>
    /// <param name="prompt">The renderer.</param>
    /// <param name="recall">What stands in front of a turn's episode. Returning the same object again saves composing it again.</param>
    /// <param name="limits">How much context there is.</param>
    /// <param name="disposesModel">Whether the model is put down with the player: true for one that wears an adapter.</param>
    public ModelPlayer(
        ILanguageModel model,
        PlayPrompt prompt,
        Func<Turn, Recollection> recall,
        PlayerLimits limits,
        bool disposesModel = false)
    {
        _model = model;
        _prompt = prompt;
        _recall = recall;
        _limits = limits;
        _disposesModel = disposesModel;
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">One episode alone is longer than the context window.</exception>
    public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation)
    {
        var preambles = new Preamble[turns.Count];
        var requests = new CompletionRequest[turns.Count];
        var recollections = new Recollection[turns.Count];
        for (var i = 0; i < turns.Count; i++)
        {
            recollections[i] = _recall(turns[i]);
            (preambles[i], var episode) = PromptFor(turns[i], recollections[i]);
            requests[i] = new CompletionRequest
            {
                Prompt = preambles[i].Text + episode,
                Form = PlayPrompt.Form(turns[i]),
                Temperature = turns[i].Temperature,
                Seed = turns[i].Seed,
            };
        }

        var completions = _model.Complete(requests, cancellation);
        var choices = new Choice[turns.Count];
        for (var i = 0; i < turns.Count; i++)
        {
            choices[i] = new Choice
            {
                Reply = PlayPrompt.Read(turns[i].View, completions[i].Text),
                Cost = Cost.Of(_model.Card, [completions[i]]) + recollections[i].Cost,
                LogProbability = completions[i].LogProbability,
                Prompt = requests[i].Prompt,
                Memory = preambles[i].Text,
                DocumentsLeftOut = preambles[i].DocumentsLeftOut,
            };
        }

        return choices;
    }

    public void Dispose()
    {
        if (_disposesModel)
        {
            _model.Dispose();
        }
    }

    private (Preamble Preamble, string Episode) PromptFor(Turn turn, Recollection recollection)
    {
        if (!_preambles.TryGetValue(turn.TaskId, out var known) || !ReferenceEquals(known.Recollection, recollection))
        {
            var budget = Math.Max(0, _limits.Room - _limits.EpisodeTokens);
            known = (recollection, _prompt.Compose(recollection, _model.Tokenizer, budget));
            _preambles[turn.TaskId] = known;
        }

        var episode = _prompt.Begin(turn.Earlier, turn.View.Text);
        var episodeTokens = _model.Tokenizer.Count(episode) + ReplyTokens(turn);
        if (episodeTokens <= _limits.EpisodeTokens)
        {
            return (known.Preamble, episode);
        }

        // An unusually long episode takes its room from what is remembered, for this turn alone.
        var left = _limits.Room - episodeTokens;
        return left >= 0
            ? (_prompt.Compose(recollection, _model.Tokenizer, left), episode)
            : throw new UserErrorException(
                $"task {turn.TaskId}: one episode takes {episodeTokens} tokens and the context holds {_limits.ContextTokens}; "
                + "raise context_tokens in the plan or take a model with a longer context");
    }

    private int ReplyTokens(Turn turn) => turn.View.Reply switch
    {
        ReplyForm.Written form => form.TokensMax,
        ReplyForm.OneOf form when turn.Restricted => 2 + form.Replies.Max(r => _model.Tokenizer.Count(r)),
        _ => ReplyTokensMargin,
    };
}

/// <summary>How a player's context window is shared out, in tokens.</summary>
/// <param name="ContextTokens">The whole window.</param>
/// <param name="EpisodeTokens">Kept free for the episode being played; the rest holds documents and memory.</param>
public sealed record PlayerLimits(int ContextTokens, int EpisodeTokens)
{
    private const int MarkTokens = 2;

    /// <summary>What prompt and reply may fill: the window but for the marks that a tokenizer puts around a text.</summary>
    public int Room => ContextTokens - MarkTokens;
}

using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;

namespace AgentMemory.Core.Play;

/// <summary>
/// A language model at play: shows the model what is remembered and the episode so far, and reads its reply. Every
/// learner that plays by a model plays through this, whatever it remembers and whatever adapter the model wears.
/// </summary>
public sealed class ModelPlayer : IRecallingPlayer
{
    private const int ReplyTokensMargin = 32;
    private readonly ILanguageModel _model;
    private readonly PlayPrompt _prompt;
    private readonly Func<Turn, Recollection> _recall;
    private readonly PlayerLimits _limits;
    private readonly bool _disposesModel;
    private readonly Dictionary<string, (Recollection Recollection, Preamble Preamble)> _preambles = new(StringComparer.Ordinal);
    private readonly ContentFreeScores _contentFree;
    private readonly int _thoughtTokens;

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
        _contentFree = new ContentFreeScores(model, prompt);
        _thoughtTokens = prompt.ThoughtTokens(model.Tokenizer);
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">One episode alone is longer than the context window.</exception>
    public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation)
    {
        var shown = new Shown[turns.Count];
        for (var i = 0; i < turns.Count; i++)
        {
            var recollection = _recall(turns[i]);
            var (preamble, episode) = PromptFor(turns[i], recollection);
            shown[i] = new Shown(turns[i], recollection, preamble, preamble.Text + episode);
        }

        shown = Thought(shown, cancellation);
        var choices = new Choice[turns.Count];
        Fill(shown => !IsRanked(shown.Turn), Written);
        Fill(shown => IsRanked(shown.Turn), Ranked);
        return choices;

        void Fill(Func<Shown, bool> isWanted, Func<IReadOnlyList<Shown>, CancellationToken, IEnumerable<Choice>> choose)
        {
            var wanted = shown.Index().Where(entry => isWanted(entry.Item)).ToList();
            if (wanted.Count > 0)
            {
                foreach (var (entry, choice) in wanted.Zip(choose([.. wanted.Select(entry => entry.Item)], cancellation)))
                {
                    choices[entry.Index] = choice;
                }
            }
        }
    }

    public Recollection Recall(Turn turn) => _recall(turn);

    public void Dispose()
    {
        if (_disposesModel)
        {
            _model.Dispose();
        }
    }

    // Replies are written, or ranked, behind the thought.
    private Shown[] Thought(Shown[] shown, CancellationToken cancellation)
    {
        if (_prompt.Thinking is null || shown.Length == 0)
        {
            return shown;
        }

        var frame = _prompt.BeforeReply;
        var thoughts = ThoughtWriter.Write(
            _model, _prompt, [.. shown.Select(one => new ThoughtRequest(one.Prompt, frame, one.Turn.Temperature, one.Turn.Seed))], cancellation);
        return [.. shown.Zip(thoughts, (one, thought) => one with
        {
            Behind = one.Prompt + frame.Around(thought.Text),
            Thought = thought,
        })];
    }

    // A calibrated reply is chosen among all, so that all are scored.
    private bool IsRanked(Turn turn) => turn.View.Reply is ReplyForm.OneOf
        && (turn.Ranked || (turn.Restricted && _prompt.Calibration == ReplyCalibration.Applied));

    private IEnumerable<Choice> Written(IReadOnlyList<Shown> shown, CancellationToken cancellation)
    {
        var completions = _model.Complete(
            [.. shown.Select(one => new CompletionRequest
            {
                Prompt = one.Behind,
                Form = _prompt.Form(one.Turn),
                Temperature = one.Turn.Temperature,
                Seed = one.Turn.Seed,
            })],
            cancellation);
        return shown.Zip(completions, (one, completion) => ChoiceOf(one, PlayPrompt.Read(one.Turn.View, _prompt.WithoutEnd(completion.Text))) with
        {
            Cost = Cost.Of(_model.Card, [completion]) + one.CostBefore,
            LogProbability = completion.LogProbability,
        });
    }

    /// <summary>
    /// Each listed reply scored as it would be written. At temperature 0 the highest figure is chosen, of equals the first; otherwise one is
    /// drawn with weights exp(figure / temperature).
    /// </summary>
    private List<Choice> Ranked(IReadOnlyList<Shown> shown, CancellationToken cancellation)
    {
        var calibrates = _prompt.Calibration != ReplyCalibration.None;
        var contentFree = calibrates
            ? _contentFree.Of([.. shown.Select(one => (one.Preamble.Text, Replies(one)))], cancellation)
            : null;
        var scores = _model.Score(
            [.. shown.SelectMany(one => Replies(one).Select(reply => new ScoreRequest(one.Behind, _prompt.Written(reply))))], cancellation);
        var choices = new List<Choice>();
        var from = 0;
        foreach (var (i, one) in shown.Index())
        {
            ScoredContinuation[] own = [.. scores.Skip(from).Take(Replies(one).Count)];
            from += own.Length;
            double[] raw = [.. own.Select(scored => scored.LogProbability)];
            double[]? calibrated = contentFree is null ? null : [.. raw.Zip(contentFree[i].LogProbabilities, (figure, free) => figure - free)];
            var figures = _prompt.Calibration == ReplyCalibration.Applied ? calibrated! : raw;
            var chosen = Chosen(figures, one.Turn);
            choices.Add(ChoiceOf(one, new Reply.Legal(Replies(one)[chosen])) with
            {
                Cost = Cost.Of(_model.Card, own) + (contentFree?[i].Cost ?? Cost.None) + one.CostBefore,
                LogProbability = raw[chosen],
                LogProbabilities = figures,
                Figures = calibrated is null ? null : new ReplyFigures(raw, calibrated),
            });
        }

        return choices;

        static IReadOnlyList<string> Replies(Shown one) => ((ReplyForm.OneOf)one.Turn.View.Reply).Replies;
    }

    // The largest of figure over temperature plus Gumbel noise is a draw with weights exp(figure / temperature).
    private static int Chosen(double[] figures, Turn turn)
    {
        if (turn.Temperature > 0 && !turn.Ranked)
        {
            var rng = new Rng(turn.Seed).Fork("reply");
            figures = [.. figures.Select(figure => (figure / turn.Temperature) - Math.Log(-Math.Log(Math.Max(rng.NextDouble(), double.Epsilon))))];
        }

        return Array.IndexOf(figures, figures.Max());
    }

    private static Choice ChoiceOf(Shown one, Reply reply) => new()
    {
        Reply = reply,
        Cost = one.CostBefore,
        Prompt = one.Prompt,
        Thought = one.Thought?.Text,
        Memory = one.Preamble.Text,
        Remembered = one.Recollection.Within(one.Preamble),
        DocumentsLeftOut = one.Preamble.DocumentsLeftOut,
    };

    private (Preamble Preamble, string Episode) PromptFor(Turn turn, Recollection recollection)
    {
        if (!_preambles.TryGetValue(turn.TaskId, out var known) || !ReferenceEquals(known.Recollection, recollection))
        {
            var budget = Math.Max(0, _limits.Room - _limits.EpisodeTokens);
            known = (recollection, _prompt.Compose(recollection, _model.Tokenizer, budget));
            _preambles[turn.TaskId] = known;
        }

        var episode = _prompt.Begin(turn.Earlier, turn.View);
        var episodeTokens = _model.Tokenizer.Count(episode) + _thoughtTokens + ReplyTokens(turn);
        if (episodeTokens <= _limits.EpisodeTokens)
        {
            return (known.Preamble, episode);
        }

        // An unusually long episode takes its room from what is remembered, for this turn alone.
        var left = _limits.Room - episodeTokens;
        return left >= 0
            ? (_prompt.Compose(recollection, _model.Tokenizer, left), episode)
            : throw new UserErrorException(
                $"task {turn.TaskId}: one episode{(_thoughtTokens > 0 ? " with its thought" : "")} takes {episodeTokens} tokens and the context "
                + $"holds {_limits.ContextTokens}; "
                + "raise context_tokens in the plan or take a model with a longer context");
    }

    private int ReplyTokens(Turn turn) => turn.View.Reply switch
    {
        ReplyForm.Written form => form.TokensMax,
        ReplyForm.OneOf form when turn.Restricted => 2 + form.Replies.Max(r => _model.Tokenizer.Count(r)),
        _ => ReplyTokensMargin,
    };

    /// <summary>A turn and what the model is shown of it.</summary>
    private sealed record Shown(Turn Turn, Recollection Recollection, Preamble Preamble, string Prompt)
    {
        /// <summary>To where the reply begins: the prompt with the thought.</summary>
        public string Behind { get; init; } = Prompt;

        /// <summary>What was thought before the reply; null where the model does not think.</summary>
        public Thought? Thought { get; init; }

        /// <summary>What was taken before the reply: to recall, and to think.</summary>
        public Cost CostBefore => Recollection.Cost + (Thought?.Cost ?? Cost.None);
    }
}

/// <summary>How a player's context window is shared out, in tokens.</summary>
/// <param name="ContextTokens">The whole window.</param>
/// <param name="EpisodeTokens">Kept free for the episode being played, thought and reply included; the rest holds documents and memory.</param>
public sealed record PlayerLimits(int ContextTokens, int EpisodeTokens)
{
    private const int MarkTokens = 2;

    /// <summary>What prompt and reply may fill: the window but for the marks that a tokenizer puts around a text.</summary>
    public int Room => ContextTokens - MarkTokens;
}

using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// Lives of a game whose end tells the right reply, in the brief form in which learners remember it: documents, sometimes true notes, then
/// questions, each with its right reply. All questions of the world are in play, those that practice never shows as well, and nothing but
/// replies is predicted: the loss is that of a reader who foresees the next word from all that stands before it (Garg et al. 2022).
/// </summary>
/// <param name="prompt">The renderer that players use.</param>
/// <param name="tokenizer">Measures.</param>
/// <param name="settings">Weights.</param>
/// <param name="told">How many games, and what stands in front of them.</param>
internal sealed class ToldLifeWriter(PlayPrompt prompt, ITokenizer tokenizer, LifeSettings settings, ToldGames told) : ILifeWriter
{
    public Life Write(LifeRequest request)
    {
        var (task, rng) = (request.Task, request.Rng);
        var partition = task.Partition.IsKnown ? task.Partition.Value : null;
        if (partition?.PracticeQuestions is not { } practice || partition.ExamQuestions is not { } exam)
        {
            throw new UserErrorException($"the corpus asks for games that are told of {task.Id}, whose questions cannot be listed; take another kind");
        }

        var script = new LifeScript(prompt, tokenizer, settings, int.MaxValue);
        if (rng.Chance(told.DocumentsShare))
        {
            script.Recall(new Recollection { Documents = task.Documents }, settings.DocumentWeight);
        }

        if (rng.Chance(told.NotesShare) && task is IDemonstrable { TrueNotes: { Count: > 0 } notes })
        {
            var shuffled = notes.ToArray();
            rng.Shuffle<string>(shuffled);
            script.Recall(new Recollection { Documents = [], Notes = shuffled });
        }

        IEpisode[] questions = [.. practice, .. exam];
        var order = new ToldOrder(questions.Length, rng);
        for (var game = 0; game < told.Games; game++)
        {
            var toldBefore = order.Told;
            var (number, isNew) = order.Next();
            var question = questions[number];
            script.Add(prompt.Begin([], question.View), settings.FirstViewWeight);
            script.Add($" {RightReply(question)}", settings.ReplyWeight, KindOf(isNew, toldBefore, questions.Length));
            // The reply's end is trained as well, but it is sure and would halve a mean.
            script.Add("\n", settings.ReplyWeight);
        }

        return script.Finish(task.Id, endsText: false);
    }

    private static LifeKind KindOf(bool isNew, int toldBefore, int questions) => !isNew ? LifeKind.ToldBefore
        : toldBefore < questions / 2 ? LifeKind.NewOfFew : LifeKind.NewOfMany;

    // The one reply that ends the question best; what an exam does not tell is found by trying.
    private static string RightReply(IEpisode question) => question.View.Reply is ReplyForm.OneOf form
        ? form.Replies.MaxBy(reply => question.After(reply).Outcome?.Score ?? double.NegativeInfinity)!
        : throw new ArgumentException("only listed replies can be told", nameof(question));

    /// <summary>
    /// Which question comes next. In most lives mostly new ones, a share of repeats that differs from life to life; in the others all are
    /// as likely each time, as in practice.
    /// </summary>
    private sealed class ToldOrder
    {
        private const double UniformShare = 0.15;
        private const double RepeatsMax = 0.3;
        private readonly Rng _rng;
        private readonly bool _isUniform;
        private readonly double _repeats;
        private readonly List<int> _fresh;
        private readonly List<int> _told = [];

        public ToldOrder(int questions, Rng rng)
        {
            _rng = rng.Fork("order");
            _isUniform = _rng.Chance(UniformShare);
            _repeats = RepeatsMax * _rng.NextDouble();
            _fresh = [.. Enumerable.Range(0, questions)];
        }

        /// <summary>Different questions told so far.</summary>
        public int Told => _told.Count;

        public (int Question, bool IsNew) Next()
        {
            var isNew = _isUniform
                ? _rng.Next(_fresh.Count + _told.Count) < _fresh.Count
                : _told.Count == 0 || (_fresh.Count > 0 && !_rng.Chance(_repeats));
            if (!isNew)
            {
                return (_rng.Pick(_told), false);
            }

            var at = _rng.Next(_fresh.Count);
            var question = _fresh[at];
            _fresh[at] = _fresh[^1];
            _fresh.RemoveAt(_fresh.Count - 1);
            _told.Add(question);
            return (question, true);
        }
    }
}

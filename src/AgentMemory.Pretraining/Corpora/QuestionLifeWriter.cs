using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// Lives of fields: the chapters, or passages of them as a search would find them, then exercises that tell the answer
/// and its reason, then exam items. The label is always the right answer.
/// </summary>
/// <param name="prompt">The renderer that players use.</param>
/// <param name="tokenizer">Measures.</param>
/// <param name="settings">Weights and noise.</param>
/// <param name="shown">What stands in front of the questions.</param>
/// <param name="kind">What an answer counts as.</param>
internal sealed class QuestionLifeWriter(
    PlayPrompt prompt, ITokenizer tokenizer, LifeSettings settings, QuestionLifeWriter.Shown shown, LifeKind kind) : ILifeWriter
{
    private const int QuestionsMax = 60;

    // What passages take of a life, at most; the rest is questions that they answer.
    private const double PassagesShareMin = 0.15;
    private const double PassagesShareMax = 0.6;

    // Questions are not learnt by trying: wrong answers are there to show what follows them.
    private const double NoiseShare = 0.3;
    private const double ExamShare = 0.5;

    /// <summary>What a question is answered from.</summary>
    internal enum Shown
    {
        /// <summary>Whole chapters, in order.</summary>
        Documents,

        /// <summary>Paragraphs of them that name what is asked about, in any order.</summary>
        Passages,

        /// <summary>Single messages that tell what is asked about, once and for all, in any order.</summary>
        Messages,
    }

    public Life Write(LifeRequest request)
    {
        var (task, rng) = (request.Task, request.Rng);
        var demonstrator = (task as IDemonstrable)?.Demonstrate()
            ?? throw new ArgumentException($"task {task.Id} cannot be demonstrated", nameof(request));
        var script = new LifeScript(prompt, tokenizer, settings, request.Tokens);
        var practised = shown != Shown.Documents || !rng.Chance(ExamShare) ? QuestionsMax : rng.Next(QuestionsMax);
        // Nothing is asked twice, in other words either: copying one's own answer teaches nothing about the text.
        IReadOnlyList<IEpisode> questions =
        [
            .. Enumerable.Range(0, QuestionsMax).Select(i => i < practised ? task.Practice(rng.NextBits()) : task.Exam(rng.NextBits()))
                .DistinctBy(q => string.Join(' ', PassageShelf.NamesOf(q.View.Text).Order(StringComparer.Ordinal).Append(demonstrator.Choose(q)))),
        ];
        if (shown != Shown.Documents)
        {
            (var found, questions) = Search(task.Documents, questions, demonstrator, script, rng);
            script.Recall(new Recollection { Documents = [], Passages = found }, settings.DocumentWeight);
        }
        else
        {
            script.Recall(new Recollection { Documents = task.Documents }, settings.DocumentWeight);
        }

        var earlier = new List<string>();
        var noise = rng.NextDouble() * settings.NoiseMax * NoiseShare;
        var seat = new Seat(demonstrator, noise, () => (kind, settings.AnswerFactor), Slip);
        var longest = 0;
        for (var number = 0; number < questions.Count && (number == 0 || script.Room >= longest); number++)
        {
            longest = Math.Max(longest, script.Play(questions[number], seat, rng.Fork("question", number)));
        }

        return script.Finish(task.Id, endsText: false);

        // A wrong answer that is written is an earlier question's.
        string Slip(IEpisode episode, string label, Rng draw)
        {
            var slip = episode.View.Reply is ReplyForm.Written ? earlier.Count == 0 ? label : draw.Pick(earlier)
                : Seat.Random(episode, label, draw);
            earlier.Add(label);
            return slip;
        }
    }

    // Passages that questions need, as many as there is room for, in any order, and the questions of which none is missing.
    private (IReadOnlyList<string> Passages, IReadOnlyList<IEpisode> Questions) Search(
        IReadOnlyList<Document> documents, IReadOnlyList<IEpisode> questions, IDemonstrator demonstrator, LifeScript script, Rng rng)
    {
        var shelf = shown == Shown.Messages ? PassageShelf.OfLines(documents) : PassageShelf.OfParagraphs(documents, script.Count);
        var needs = questions.Select(q => (Question: q, Passages: Needed(q))).Where(n => n.Passages.Count > 0).ToList();
        var room = script.Room * (PassagesShareMin + (rng.NextDouble() * (PassagesShareMax - PassagesShareMin)));
        var taken = new HashSet<int>();
        foreach (var (_, needed) in needs)
        {
            var missing = needed.Where(i => !taken.Contains(i)).ToList();
            var tokens = missing.Sum(i => script.Count(shelf.Passages[i]));
            if (tokens <= room || taken.Count == 0)
            {
                room -= tokens;
                taken.UnionWith(missing);
            }
        }

        var order = taken.Order().ToArray();
        rng.Shuffle<int>(order);
        return ([.. order.Select(i => shelf.Passages[i])], [.. needs.Where(n => n.Passages.All(taken.Contains)).Select(n => n.Question)]);

        // How many paragraphs an answer takes cannot be known.
        IReadOnlyList<int> Needed(IEpisode question) => shown == Shown.Messages
            ? shelf.Answering(question.View.Text, demonstrator.Choose(question))
            : shelf.Naming(question.View.Text);
    }
}

using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>
/// Lives of fields: the chapters, or passages of them as a search would find them, then exercises that tell the answer
/// and its reason, then exam items. The label is always the right answer.
/// </summary>
/// <param name="prompt">The renderer that players use.</param>
/// <param name="tokenizer">Measures.</param>
/// <param name="settings">Weights and noise.</param>
/// <param name="passages">Shows passages in place of whole chapters.</param>
/// <param name="kind">What an answer counts as.</param>
internal sealed class QuestionLifeWriter(
    PlayPrompt prompt, ITokenizer tokenizer, LifeSettings settings, bool passages, LifeKind kind) : ILifeWriter
{
    private const int QuestionsMax = 40;
    private const int QuestionsOfPassagesMax = 12;

    // Questions are not learnt by trying: wrong answers are there to show what follows them.
    private const double NoiseShare = 0.3;
    private const double ExamShare = 0.5;

    public Life Write(LifeRequest request)
    {
        var (task, rng) = (request.Task, request.Rng);
        var demonstrator = (task as IDemonstrable)?.Demonstrate()
            ?? throw new ArgumentException($"task {task.Id} cannot be demonstrated", nameof(request));
        var script = new LifeScript(prompt, tokenizer, settings, request.Tokens);
        var count = passages ? rng.Next(1, QuestionsOfPassagesMax + 1) : QuestionsMax;
        var practised = passages || !rng.Chance(ExamShare) ? count : rng.Next(count);
        IEpisode[] questions =
        [
            .. Enumerable.Range(0, count).Select(i => i < practised ? task.Practice(rng.NextBits()) : task.Exam(rng.NextBits())),
        ];
        if (passages)
        {
            var found = PassageShelf.Find(task.Documents, [.. questions.Select(q => q.View.Text)], script.Count, rng);
            script.Recall(new Recollection { Documents = [], Passages = found }, settings.DocumentWeight);
        }
        else
        {
            script.Recall(new Recollection { Documents = task.Documents }, settings.DocumentWeight);
        }

        var earlier = new List<string>();
        var seat = new Seat(demonstrator, rng.NextDouble() * settings.NoiseMax * NoiseShare, () => (kind, 1), Slip);
        var longest = 0;
        for (var number = 0; number < questions.Length && (number == 0 || script.Room >= longest); number++)
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
}

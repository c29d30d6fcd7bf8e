using AgentMemory.Core;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Probes;

/// <summary>
/// Is what was retrieved read? The right piece among others, and the others alone: whole chapters, as a learner's store
/// finds them in documents, and single messages, as it finds facts.
/// </summary>
public sealed class RetrievalRecall : IProbe
{
    public string Name => "retrieval";

    public string Question => "What share of facts is answered with the right passage among others in the prompt, and without it?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var figures = new List<ProbeFigure>();
        foreach (var play in Enum.GetValues<ProbePlay>())
        {
            room.Progress($"retrieval, {play}");
            figures.AddRange(Of(room, "chapters", play, Chapters, cancellation));
            figures.AddRange(Of(room, "messages", play, (telling, q, r) => Messages(telling, q, room.Plan.Facts.Messages, r), cancellation));
        }

        return figures;
    }

    /// <summary>The right one first, then others in any order.</summary>
    private delegate string[] Pieces(Telling telling, ToldQuestion question, Rng rng);

    private static string[] Chapters(Telling telling, ToldQuestion question, Rng rng) =>
        RightFirst(telling.Passages, question.Passage, telling.Passages.Count, rng);

    private static string[] Messages(Telling telling, ToldQuestion question, int count, Rng rng) =>
        RightFirst(telling.Facts, question.Fact, count, rng);

    private static string[] RightFirst(IReadOnlyList<string> all, int right, int count, Rng rng)
    {
        string[] others = [.. all.Where((_, i) => i != right)];
        rng.Shuffle<string>(others);
        return [all[right], .. others.Take(count - 1)];
    }

    private static IEnumerable<ProbeFigure> Of(
        ProbeRoom room, string subject, ProbePlay play, Pieces pieces, CancellationToken cancellation)
    {
        var (with, without, floor) = (new ProbeTally(room.Plan), new ProbeTally(room.Plan), new ProbeTally(room.Plan));
        for (var seed = 1; seed <= room.Plan.Seeds; seed++)
        {
            var rng = new Rng(room.Plan.Seed).Fork("retrieval", seed);
            var telling = room.Tell(room.Plan.Facts.RetrievalTask, rng);
            with.AddShare(subject, Right(telling, rng, dropped: 0), telling.Questions.Count);
            without.AddShare(subject, Right(telling, rng, dropped: 1), telling.Questions.Count);
            floor.Add(subject, telling.Questions.Average(q => q.Floor));
        }

        yield return Figure("with the right one", with) with { Goal = room.Plan.Goals.Retrieval };
        yield return Figure("without it", without);
        yield return Figure("by guessing", floor);

        int Right(Telling telling, Rng rng, int dropped)
        {
            var prompts = telling.Questions.Select((q, i) =>
            {
                var shown = pieces(telling, q, rng.Fork("others", i))[dropped..];
                rng.Fork("order", i).Shuffle<string>(shown);
                return new FactPrompt(q, new Recollection { Documents = [], Passages = shown }, rng.Fork("reply", i).Seed);
            }).ToList();
            return FactQuestions.Right(room, prompts, room.Limits.ContextTokens, play, cancellation);
        }

        ProbeFigure Figure(string measure, ProbeTally tally) =>
            ProbeFigures.Make("", subject, measure, play, tally.Of(subject), tally.Runs);
    }
}

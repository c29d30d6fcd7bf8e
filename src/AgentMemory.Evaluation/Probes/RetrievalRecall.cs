using AgentMemory.Core;

namespace AgentMemory.Evaluation.Probes;

/// <summary>Is a retrieved passage read? The right one among others, and the others alone.</summary>
public sealed class RetrievalRecall : IProbe
{
    private const string Subject = "facts";

    public string Name => "retrieval";

    public string Question => "What share of facts is answered with the right passage among others in the prompt, and without it?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var figures = new List<ProbeFigure>();
        foreach (var play in Enum.GetValues<ProbePlay>())
        {
            room.Progress($"retrieval, {play}");
            var (with, without, floor) = (new ProbeTally(room.Plan), new ProbeTally(room.Plan), new ProbeTally(room.Plan));
            for (var seed = 1; seed <= room.Plan.Seeds; seed++)
            {
                var rng = new Rng(room.Plan.Seed).Fork("retrieval", seed);
                var telling = room.Tell(rng);
                with.AddShare(Subject, Right(telling, rng, hasRight: true), telling.Questions.Count);
                without.AddShare(Subject, Right(telling, rng, hasRight: false), telling.Questions.Count);
                floor.Add(Subject, telling.Questions.Average(q => q.Floor));
            }

            figures.Add(Figure("with the right passage", with) with { Goal = room.Plan.Goals.Retrieval });
            figures.Add(Figure("without it", without));
            figures.Add(Figure("by guessing", floor));

            int Right(Telling telling, Rng rng, bool hasRight)
            {
                var prompts = telling.Questions.Select((q, i) => new FactPrompt(
                    q,
                    new Recollection { Documents = [], Passages = Passages(telling, q, room.Plan.Facts.Passages, hasRight, rng.Fork("passages", i)) },
                    rng.Fork("reply", i).Seed)).ToList();
                return FactQuestions.Right(room, prompts, room.Limits.ContextTokens, play, cancellation);
            }

            ProbeFigure Figure(string measure, ProbeTally tally) =>
                ProbeFigures.Make("", Subject, measure, play, tally.Of(Subject), tally.Runs);
        }

        return figures;
    }

    /// <summary>So many messages in any order; the right one among them or not.</summary>
    internal static IReadOnlyList<string> Passages(Telling telling, ToldQuestion question, int count, bool hasRight, Rng rng)
    {
        string[] others = [.. telling.Facts.Where((_, i) => i != question.Fact)];
        rng.Shuffle<string>(others);
        string[] passages = hasRight
            ? [telling.Facts[question.Fact], .. others.Take(count - 1)]
            : [.. others.Take(count)];
        rng.Shuffle<string>(passages);
        return passages;
    }
}

using System.Globalization;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Probes;

/// <summary>
/// From how far back is a fact recalled? The fact is the first message of a log that fills the distance with other facts
/// and with talk, so a model whose window is shorter than the distance never sees it.
/// </summary>
public sealed class WindowRecall : IProbe
{
    public string Name => "window";

    public string Question => "What share of facts is recalled from so many tokens back, other facts and talk between?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var figures = new List<ProbeFigure>();
        var held = room.Model.Card.ContextTokens;
        foreach (var distance in room.Plan.Facts.Distances)
        {
            var subject = string.Create(CultureInfo.InvariantCulture, $"{distance} tokens back");
            foreach (var play in Enum.GetValues<ProbePlay>())
            {
                room.Progress($"window, {play}: {distance} tokens");
                if (distance > held)
                {
                    figures.Add(ProbeFigures.Make("", subject, "recalled", play, Interval.Unknown, 0) with
                    {
                        Remark = string.Create(CultureInfo.InvariantCulture, $"the model states a context of {held}"),
                    });
                    continue;
                }

                figures.AddRange(At(room, distance, subject, play, cancellation));
            }
        }

        return figures;
    }

    private static IEnumerable<ProbeFigure> At(
        ProbeRoom room, int distance, string subject, ProbePlay play, CancellationToken cancellation)
    {
        var tally = new ProbeTally(room.Plan);
        var floor = 0.0;
        for (var seed = 1; seed <= room.Plan.Seeds; seed++)
        {
            var rng = new Rng(room.Plan.Seed).Fork("window", seed);
            var telling = room.Tell(rng);
            var prompts = telling.Questions.Select((q, i) => new FactPrompt(
                q, new Recollection { Documents = [Log(room, telling, q, distance, rng.Fork("log", i))] }, rng.Fork("reply", i).Seed)).ToList();
            tally.AddShare(subject, FactQuestions.Right(room, prompts, distance, play, cancellation), prompts.Count);
            floor += telling.Questions.Average(q => q.Floor) / room.Plan.Seeds;
        }

        yield return ProbeFigures.Make("", subject, "recalled", play, tally.Of(subject), tally.Runs) with
        {
            Remark = string.Create(CultureInfo.InvariantCulture, $"guessing gives {floor:F2}"),
        };
    }

    /// <summary>The fact, then as much else as fits a prompt of so many tokens.</summary>
    internal static Document Log(ProbeRoom room, Telling telling, ToldQuestion question, int tokens, Rng rng)
    {
        var tokenizer = room.Model.Tokenizer;
        var text = new StringBuilder(telling.Introduction).Append('\n').Append(telling.Facts[question.Fact]);
        // Of the window two tokens are kept for a tokenizer's marks.
        var left = tokens - 2 - FactQuestions.EpisodeTokens(room, question)
            - Tokens(room, new Document(telling.Title, text.ToString()));
        string[] rest = [.. telling.Facts.Where((_, i) => i != question.Fact), .. telling.Talk];
        rng.Shuffle<string>(rest);
        foreach (var message in rest)
        {
            // One token more for a tokenizer that joins the line's end to neither side.
            left -= tokenizer.Count("\n" + message) + 1;
            if (left < 0)
            {
                break;
            }

            text.Append('\n').Append(message);
        }

        return new Document(telling.Title, text.ToString());
    }

    private static int Tokens(ProbeRoom room, Document document) => room.Prompt.Compose(
        new Recollection { Documents = [document] }, room.Model.Tokenizer, int.MaxValue).Tokens;
}

using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Experiments.Probes;

/// <summary>
/// From how far back is a fact recalled? The fact is the first message of a log that fills the distance with other facts
/// and with talk, so a model whose window is shorter than the distance never sees it.
/// </summary>
public sealed class WindowRecall : IProbe
{
    private const string Recalled = "recalled";

    public string Name => "window";

    public string Question => "What share of facts is recalled from so many tokens back, other facts and talk between?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var figures = new List<ProbeFigure>();
        var held = room.Model.Card.ContextTokens;
        foreach (var distance in room.Plan.Facts.Distances)
        {
            var subject = string.Create(CultureInfo.InvariantCulture, $"{distance} tokens back");
            room.Progress($"window: {distance} tokens");
            figures.AddRange(distance > held
                ? Enum.GetValues<ProbePlay>().Select(play => ProbeFigures.Make("", subject, Recalled, play, Interval.Unknown, 0) with
                {
                    Remark = string.Create(CultureInfo.InvariantCulture, $"the model states a context of {held}"),
                })
                : At(room, distance, subject, cancellation));
        }

        return figures;
    }

    private static IEnumerable<ProbeFigure> At(ProbeRoom room, int distance, string subject, CancellationToken cancellation)
    {
        var tallies = Enum.GetValues<ProbePlay>().ToDictionary(play => play, _ => new ProbeTally(room.Plan));
        var floor = 0.0;
        for (var seed = 1; seed <= room.Plan.Seeds; seed++)
        {
            var rng = new Rng(room.Plan.Seed).Fork("window", seed);
            var telling = room.Tell(room.Plan.Facts.WindowTask, rng);
            floor += telling.Questions.Average(q => q.Floor) / room.Plan.Seeds;
            var prompts = telling.Questions.Select((q, i) => new FactPrompt(
                q,
                new Recollection { Documents = [Log(room, telling, q, distance, rng.Fork("log", i))] },
                rng.Fork("reply", i).Seed)).ToList();
            // Both ways of playing in a row: long prompts are then read once.
            foreach (var (play, tally) in tallies)
            {
                tally.AddShare(subject, FactQuestions.Right(room, prompts, distance, play, cancellation), prompts.Count);
            }
        }

        return tallies.Select(tally => ProbeFigures.Make("", subject, Recalled, tally.Key, tally.Value.Of(subject), tally.Value.Runs) with
        {
            Remark = string.Create(CultureInfo.InvariantCulture, $"guessing gives {floor:F2}"),
        });
    }

    /// <summary>The fact, then as much else as fits a prompt of so many tokens.</summary>
    internal static Document Log(ProbeRoom asked, Telling telling, ToldQuestion question, int tokens, Rng rng)
    {
        // Of the window two tokens are kept for a tokenizer's marks, and the longest question sets what an episode may take.
        var room = tokens - 2 - telling.Questions.Max(q => FactQuestions.EpisodeTokens(asked, q));
        string[] rest = [.. telling.Facts.Where((_, i) => i != question.Fact), .. telling.Talk];
        rng.Shuffle<string>(rest);
        List<string> lines = [telling.Introduction, telling.Facts[question.Fact]];
        var left = room - Tokens(asked, Whole());
        foreach (var message in rest.TakeWhile(_ => left > 0))
        {
            left -= asked.Model.Tokenizer.Count("\n" + message);
            lines.Add(message);
        }

        // Tokens of the whole may be a few more or fewer than those of its lines.
        while (lines.Count > 2 && Tokens(asked, Whole()) > room)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return Whole();

        Document Whole() => new(telling.Title, string.Join('\n', lines));
    }

    private static int Tokens(ProbeRoom room, Document document) => room.Prompt.Compose(
        new Recollection { Documents = [document] }, room.Model.Tokenizer, int.MaxValue).Tokens;
}

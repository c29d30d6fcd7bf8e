using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights.Distillation;

namespace AgentMemory.Learners.Weights.Sdft;

/// <summary>An input and what the teacher makes of it.</summary>
/// <param name="Turn">The input.</param>
/// <param name="Prompt">The teacher's, to where its reply begins.</param>
/// <param name="Reply">One that the teacher drew.</param>
/// <param name="Chances">Of every listed reply, by the figures that rank it for the teacher; null where replies are written.</param>
internal sealed record TaughtInput(Turn Turn, string Prompt, string Reply, IReadOnlyList<double>? Chances)
{
    /// <summary>The replies that may be given; empty where they are written.</summary>
    public IReadOnlyList<string> Replies => (Turn.View.Reply as ReplyForm.OneOf)?.Replies ?? [];
}

/// <summary>What a teacher makes of inputs.</summary>
/// <param name="Inputs">Those that it answered, in order.</param>
/// <param name="EpisodesShown">By task, the most episodes that its prompt held.</param>
/// <param name="Cost">Of asking.</param>
internal sealed record TeachersView(IReadOnlyList<TaughtInput> Inputs, IReadOnlyDictionary<string, int> EpisodesShown, Cost Cost)
{
    private const int AskedTogether = 32;

    /// <summary>Asks a teacher at every situation.</summary>
    /// <param name="teacher">The model with episodes in its window.</param>
    /// <param name="situations">The inputs.</param>
    /// <param name="replies">Knows where a reply begins.</param>
    /// <param name="temperature">Of its distribution over replies.</param>
    /// <param name="rng">Rules every draw.</param>
    public static TeachersView Of(
        IPlayer teacher, IReadOnlyList<Situation> situations, DistilledReplies replies, double temperature, Rng rng, CancellationToken cancellation)
    {
        var inputs = new List<TaughtInput>();
        var shown = new Dictionary<string, int>(StringComparer.Ordinal);
        var (cost, number) = (Cost.None, 0);
        foreach (var company in situations.Chunk(AskedTogether))
        {
            Turn[] turns = [.. company.Select(s => s.Turn(temperature, rng.Fork("ask", number++).Seed) with { Ranked = s.Replies is not null })];
            foreach (var (turn, choice) in turns.Zip(teacher.Choose(turns, cancellation)))
            {
                cost += choice.Cost;
                if (choice is not { Reply: Reply.Legal legal, Prompt: not null })
                {
                    continue;
                }

                shown[turn.TaskId] = Math.Max(shown.GetValueOrDefault(turn.TaskId), choice.Remembered?.Episodes.Count ?? 0);
                var prompt = replies.BeforeReply(choice);
                if (turn.View.Reply is not ReplyForm.OneOf form)
                {
                    inputs.Add(new TaughtInput(turn, prompt, legal.Text, null));
                }
                else if (choice.LogProbabilities is { } figures)
                {
                    var chances = Softmax(figures, temperature);
                    inputs.Add(new TaughtInput(turn, prompt, form.Replies[Drawn(chances, new Rng(turn.Seed).Fork("reply"))], chances));
                }
            }
        }

        return new TeachersView(inputs, shown, cost);
    }

    /// <summary>The number of a reply, drawn by its chance.</summary>
    public static int Drawn(IReadOnlyList<double> chances, Rng rng)
    {
        var left = rng.NextDouble();
        for (var reply = 0; reply < chances.Count - 1; reply++)
        {
            left -= chances[reply];
            if (left < 0)
            {
                return reply;
            }
        }

        return chances.Count - 1;
    }

    private static double[] Softmax(IReadOnlyList<double> figures, double temperature)
    {
        var most = figures.Max();
        double[] weights = [.. figures.Select(figure => Math.Exp((figure - most) / temperature))];
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}

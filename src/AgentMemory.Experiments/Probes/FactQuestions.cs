using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Probes;

/// <summary>A fact asked for with some words in front of the question.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Told">What stands in front.</param>
/// <param name="Seed">Rules the choice.</param>
internal sealed record FactPrompt(ToldQuestion Question, Recollection Told, ulong Seed);

/// <summary>Puts questions about facts to a model, each behind words of its own.</summary>
internal static class FactQuestions
{
    /// <summary>How many of the questions were answered rightly.</summary>
    /// <param name="room">The model's.</param>
    /// <param name="prompts">One a question.</param>
    /// <param name="windowTokens">What prompt and reply may take.</param>
    /// <param name="play">How it answers.</param>
    public static int Right(
        ProbeRoom room, IReadOnlyList<FactPrompt> prompts, int windowTokens, ProbePlay play, CancellationToken cancellation)
    {
        var right = 0;
        foreach (var batch in prompts.Chunk(room.Plan.Batch))
        {
            var told = batch.Index().ToDictionary(p => Name(p.Index), p => p.Item.Told, StringComparer.Ordinal);
            using var player = new ModelPlayer(
                room.Model,
                room.Prompt,
                turn => told[turn.TaskId],
                new PlayerLimits(windowTokens, batch.Max(p => EpisodeTokens(room, p.Question))));
            var choices = player.Choose([.. batch.Index().Select(p => TurnOf(p.Item, p.Index, play))], cancellation);
            right += batch.Zip(choices).Count(p =>
                p.Second.Reply is Reply.Legal reply && p.First.Question.Episode.After(reply.Text).Outcome is { Score: 1 });
        }

        return right;
    }

    /// <summary>Tokens of the question and the longest answer.</summary>
    public static int EpisodeTokens(ProbeRoom room, ToldQuestion question)
    {
        var view = question.Episode.View;
        var answer = view.Reply is ReplyForm.Written written ? written.TokensMax : 0;
        return room.Model.Tokenizer.Count(room.Prompt.Begin([], view)) + answer;
    }

    private static Turn TurnOf(FactPrompt prompt, int number, ProbePlay play) => new()
    {
        TaskId = Name(number),
        Documents = prompt.Told.Documents,
        Earlier = [],
        View = prompt.Question.Episode.View,
        Temperature = ProbeRoom.TemperatureOf(play),
        Restricted = true,
        Seed = prompt.Seed,
    };

    private static string Name(int number) => $"question {number}";
}

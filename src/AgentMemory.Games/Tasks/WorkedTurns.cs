using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Tasks;

/// <summary>
/// Reasons of a game that is solved position by position: turns of plays that start as practice does, each with what its replies are worth
/// when best play follows, by one who knows what is hidden. Forced turns, and turns in which all replies are as good, are left out.
/// </summary>
internal static class WorkedTurns
{
    private const int PlaysMax = 64;
    private const int TurnsMax = 32;
    private const int RepliesMax = 6;

    /// <summary>Works them out in the book's words.</summary>
    public static Func<GameTask, Known<IReadOnlyList<NoteReason>>> In(PromptBook book) => task => Of(task, book);

    private static Known<IReadOnlyList<NoteReason>> Of(GameTask task, PromptBook book)
    {
        var best = new BestPlayDemonstrator(task.Solution);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reasons = new List<NoteReason>();
        for (var play = 0; play < PlaysMax && reasons.Count < TurnsMax; play++)
        {
            var moment = (GameEpisode)task.Practice(Rng.Mix(Rng.Hash("reasons"), (ulong)play));
            while (moment.Outcome is null && reasons.Count < TurnsMax)
            {
                if (task.Solution.MoveValues(moment) is not { } values)
                {
                    return Known<IReadOnlyList<NoteReason>>.Not("it is not solved position by position, so that what a reply is worth is not known");
                }

                var reply = best.Choose(moment);
                if (values.Max() - values.Min() > GraphValues.Tie && Line(moment, values, reply, book) is var line && seen.Add(line))
                {
                    reasons.Add(new NoteReason(line));
                }

                moment = (GameEpisode)moment.After(reply);
            }
        }

        return reasons.Count > 0 ? reasons : Known<IReadOnlyList<NoteReason>>.Not("all replies are as good in each turn of best play");
    }

    // The chosen reply stands first among equals, so that it is never one of those that are left out.
    private static string Line(GameEpisode moment, IReadOnlyList<double> values, string chosen, PromptBook book)
    {
        var replies = ((ReplyForm.OneOf)moment.View.Reply).Replies;
        var shown = replies.Zip(values).OrderByDescending(pair => pair.First == chosen).ThenByDescending(pair => pair.Second).Take(RepliesMax)
            .Select(pair => book.Fill("games/reason-reply",
                ("reply", pair.First), ("score", pair.Second.ToString("0.##", CultureInfo.InvariantCulture))));
        return book.Fill("games/reason-turn",
            ("view", OnOneLine(moment.View.Text)), ("replies", string.Join(", ", shown)), ("reply", chosen));
    }

    /// <summary>What a player sees, for a note of one line.</summary>
    public static string OnOneLine(string view) => view.Replace("\n", " / ", StringComparison.Ordinal);
}

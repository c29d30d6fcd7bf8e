using AgentMemory.Core;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Brew;

/// <summary>
/// How a wanted product is worked out from the recipes, backwards: its own recipe, then those of what that needs and is not at hand; the
/// mixes are then made in the opposite order.
/// </summary>
internal static class BrewReasons
{
    private const int PlaysMax = 64;

    /// <summary>Of the questions of practice those that can be answered in the tries of a game.</summary>
    /// <param name="task">The game.</param>
    /// <param name="form">Its recipes.</param>
    /// <param name="book">The words.</param>
    /// <param name="recipe">The note on a product, by its number.</param>
    public static Known<IReadOnlyList<NoteReason>> Of(GameTask task, BrewForm form, PromptBook book, Func<BrewForm, int, string> recipe)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reasons = new List<NoteReason>();
        for (var play = 0; play < PlaysMax; play++)
        {
            var start = (GameEpisode)task.Practice(Rng.Mix(Rng.Hash("reasons"), (ulong)play));
            var state = ((BrewPosition)start.Position).State;
            int[] needed = [.. Needed(form, state.Wanted, state.Have).Distinct()];
            if (needed.Length > state.StepsLeft || !seen.Add(start.View.Text))
            {
                continue;
            }

            // What a mix needs has a smaller number than what it makes.
            reasons.Add(new NoteReason(book.Fill("games/brew/reason",
                ("view", WorkedTurns.OnOneLine(start.View.Text)),
                ("recipes", string.Join(", ", needed.Select(thing => recipe(form, thing - form.Bases)))),
                ("mixes", string.Join(", then ", needed.Order().Select(thing => Pair(form, thing)))))));
        }

        return reasons;
    }

    private static string Pair(BrewForm form, int thing)
    {
        var (left, right) = form.Recipes[thing - form.Bases];
        return $"{form.Names[left]} {form.Names[right]}";
    }

    private static IEnumerable<int> Needed(BrewForm form, int thing, int have)
    {
        if ((have >> thing & 1) != 0)
        {
            yield break;
        }

        yield return thing;
        var (left, right) = form.Recipes[thing - form.Bases];
        foreach (var part in Needed(form, left, have).Concat(Needed(form, right, have)))
        {
            yield return part;
        }
    }
}

using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Wings;

/// <summary>How the true notes of a world are used: of each note that says more than a single fact, or follows from others, one thing of practice.</summary>
internal static class WingReasons
{
    /// <summary>The reasons of a world's notes, in their order.</summary>
    public static Known<IReadOnlyList<NoteReason>> Of(WingWorld world, WingText text, IReadOnlyList<string> notes)
    {
        if (!world.Kind.HasRule)
        {
            return Known<IReadOnlyList<NoteReason>>.Not("every thing has a word of its own, so that no word follows from another");
        }

        var reasons = new List<NoteReason>();
        foreach (var line in notes)
        {
            var note = text.NoteOf(line) ?? throw new System.Diagnostics.UnreachableException("a true note reads as one");
            WingThing[] things = [.. ThingsOf(world, text, note).Where(thing => world.Kind.PartOf(thing) == QuestionPart.Practice)];

            // Another one at each note, so that the examples go over all features.
            if (things.Length > 0 && text.Reason(note, things[reasons.Count % things.Length], world.WordOf) is { } reason)
            {
                reasons.Add(new NoteReason(reason, line));
            }
        }

        return reasons;
    }

    private static IEnumerable<WingThing> ThingsOf(WingWorld world, WingText text, WingNote note) => text.FactOf(note.Text) is { } fact
        ? [fact.Thing]
        : world.Kind.ThingsOf(note.Wing).Where(thing => note.Cells.Contains(world.Kind.CellOf(thing)));
}

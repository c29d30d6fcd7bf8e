using AgentMemory.Core;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// Lives of games in the words of <see cref="PlayPrompt"/>: documents, sometimes notes, then episodes, sometimes notes at
/// the end. What is played has a random rate of noise per life; what is labelled is what somebody would choose who
/// knows only what stands in the text (Lee et al. 2023, decision-pretrained transformers), so that reading one's own
/// history pays. Imitating the noisy player itself would teach to copy whatever was played. Some notes belong to
/// another game, some to the same game under another rule, and in some lives the rule changes midway: there history is
/// to beat notes and habit.
/// </summary>
internal sealed class PlayLifeWriter(PlayPrompt prompt, ITokenizer tokenizer, LifeSettings settings) : ILifeWriter
{
    private const double AllNotesShare = 0.5;

    public Life Write(LifeRequest request)
    {
        var (task, rng) = (request.Task, request.Rng);
        var script = new LifeScript(prompt, tokenizer, settings, request.Tokens);
        var hides = Demonstrable(task).TrueNotes.Count > 0;
        var changed = hides && rng.Chance(settings.ChangedShare) ? SameToRead(request) : null;
        script.Recall(new Recollection { Documents = task.Documents }, settings.DocumentWeight);
        var opening = hides && rng.Chance(settings.NotesShare) ? OpeningNotes(request, rng) : Opening.None;
        var player = opening.Player ?? Demonstrable(task).Demonstrate();
        var reflection = new Reflection(prompt, settings, hides && rng.Chance(settings.ReflectShare), rng.Chance(settings.EditShare));
        // Whoever edits notes has them in the request; whoever writes them anew has them in front of the episodes.
        if (!reflection.Edits || opening.Notes.Count == 0 || rng.Chance(0.5))
        {
            script.Recall(new Recollection { Documents = [], Notes = opening.Notes });
        }

        script.Reserve(reflection.Longest(Demonstrable(task).TrueNotes, opening.Notes));
        if (rng.Chance(settings.StrangersShare))
        {
            Strangers(script, request.Another(), rng.Fork("strangers"));
        }

        var noise = rng.NextDouble() * settings.NoiseMax;
        var longest = 0;
        var switchAt = changed is null ? int.MinValue : script.Room / 2;
        // An episode is begun only where one as long as the longest so far still fits.
        for (var number = 0; number == 0 || script.Room >= longest; number++)
        {
            if (changed is not null && number > 0 && script.Room < switchAt)
            {
                player = new Doubter(Demonstrable(changed), player.Notes, Demonstrable(task).TrueNotes);
                (task, changed) = (changed, null);
            }

            var seat = new Seat(player, noise, () => KindOf(hides, player), Seat.Random);
            longest = Math.Max(longest, script.Play(task.Practice(rng.NextBits()), seat, rng.Fork("episode", number)));
        }

        var wrote = reflection.Write(script, player.Notes, Demonstrable(task).TrueNotes, opening.Notes, rng);
        return script.Finish(request.Task.Id, wrote);
    }

    private static IDemonstrable Demonstrable(ITask task) => task as IDemonstrable
        ?? throw new ArgumentException($"task {task.Id} cannot be demonstrated", nameof(task));

    private (LifeKind Kind, double Factor) KindOf(bool hides, IDemonstrator player) =>
        hides && player.Notes.Count == 0 && player is not Doubter
            ? (LifeKind.ReplyUnknown, settings.UnknownFactor)
            : (LifeKind.ReplyKnown, 1);

    // Only where the documents do not tell which of the two worlds it is.
    private static ITask? SameToRead(LifeRequest request) =>
        request.Twin() is { } twin && twin.Documents.SequenceEqual(request.Task.Documents)
        && !Demonstrable(twin).TrueNotes.SequenceEqual(Demonstrable(request.Task).TrueNotes)
            ? twin
            : null;

    // True notes are read by the demonstrator too; another game's it passes over; those of the same game under another
    // rule it believes until it sees that they are wrong.
    private Opening OpeningNotes(LifeRequest request, Rng rng)
    {
        var task = Demonstrable(request.Task);
        if (rng.Chance(settings.TwinNotesShare) && SameToRead(request) is { } twin)
        {
            var notes = Shuffled(Demonstrable(twin).TrueNotes, rng);
            return new Opening(notes, new Doubter(task, notes, notes));
        }

        if (rng.Chance(settings.WrongNotesShare))
        {
            var wrong = ((request.Another() as IDemonstrable)?.TrueNotes ?? [])
                .Where(n => !task.TrueNotes.Contains(n, StringComparer.Ordinal)).ToArray();
            // Lines that could be said of this game as well would be false here, not foreign.
            if (wrong.Length > 0 && wrong.All(n => HasForeignName(n, request.Task)))
            {
                return new Opening(wrong, null);
            }
        }

        var shuffled = Shuffled(task.TrueNotes, rng);
        var count = rng.Chance(AllNotesShare) ? shuffled.Length : rng.Next(1, shuffled.Length + 1);
        var player = task.Demonstrate();
        player.Read(shuffled[..count]);
        return new Opening(shuffled[..count], player);
    }

    private static bool HasForeignName(string note, ITask task) => note.Split(' ', ':', ',').Any(word =>
        PoolWords.Contains(word) && !task.Documents.Any(d => d.Text.Contains(word, StringComparison.Ordinal)));

    private static string[] Shuffled(IReadOnlyList<string> notes, Rng rng)
    {
        var shuffled = notes.ToArray();
        rng.Shuffle<string>(shuffled);
        return shuffled;
    }

    private static readonly HashSet<string> PoolWords = InventedWords.Pool.ToHashSet(StringComparer.Ordinal);

    // Episodes of another game among one's own: what a search over all tasks finds.
    private static void Strangers(LifeScript script, ITask stranger, Rng rng)
    {
        var demonstrator = Demonstrable(stranger).Demonstrate();
        var seat = new Seat(demonstrator, rng.NextDouble(), () => (LifeKind.Text, 0), Seat.Random, Labelled: false);
        var count = rng.Next(1, 3);
        for (var i = 0; i < count; i++)
        {
            script.Play(stranger.Practice(rng.NextBits()), seat, rng.Fork("episode", i));
        }
    }

    private sealed record Opening(IReadOnlyList<string> Notes, IDemonstrator? Player)
    {
        public static Opening None { get; } = new([], null);
    }
}

using AgentMemory.Core;

namespace AgentMemory.Testing.Conversations;

/// <summary>
/// A long conversation of two people that follows from a seed, with questions that come later, and the turn that answers each. Two
/// fifths of the questions ask in other words than the turn. For measuring retrieval.
/// </summary>
public sealed class GeneratedConversation
{
    private const int TopicsOfEach = 36;
    private const int Chatter = 220;
    private const double InOtherWords = 0.4;
    private static readonly string[] People =
    [
        "Ada", "Boris", "Carla", "Dmitri", "Edith", "Felix", "Gesa", "Hamid", "Irma", "Jonas", "Kaja", "Leon", "Mona", "Noah", "Olga", "Pavel",
        "Rosa", "Simon", "Thea", "Viktor",
    ];

    private GeneratedConversation(IReadOnlyList<string> turns, IReadOnlyList<(string Text, int Answer)> questions) =>
        (Turns, Questions) = (turns, questions);

    /// <summary>In order, each with its speaker's name before it.</summary>
    public IReadOnlyList<string> Turns { get; }

    /// <summary>Questions, and the place of the turn that answers each.</summary>
    public IReadOnlyList<(string Text, int Answer)> Questions { get; }

    public static GeneratedConversation Make(ulong seed)
    {
        var rng = new Rng(seed).Fork("conversation");
        var people = People.ToArray();
        rng.Shuffle<string>(people);
        var lines = new List<(string Text, string? Question)>();
        for (var speaker = 0; speaker < 2; speaker++)
        {
            var (a, b) = (people[speaker], people[1 - speaker]);
            var topics = ConversationTopics.Topics.ToArray();
            rng.Shuffle<string>(topics);
            foreach (var topic in topics.Take(TopicsOfEach))
            {
                var parts = topic.Split(" | ");
                var drawn = new Dictionary<string, string>(StringComparer.Ordinal);
                var said = Filled(rng.Pick(parts[0].Split(" / ")), a, b, drawn, rng);
                var asked = Filled(rng.Pick(parts[rng.Chance(InOtherWords) ? 1 : 2].Split(" / ")), a, b, drawn, rng);
                lines.Add(($"{a}: {said}", asked));
            }

            for (var i = 0; i < Chatter / 2; i++)
            {
                lines.Add(($"{a}: {Filled(rng.Pick(ConversationTopics.Chatter), a, b, new(StringComparer.Ordinal), rng)}", null));
            }
        }

        var order = lines.ToArray();
        rng.Shuffle<(string Text, string? Question)>(order);
        return new GeneratedConversation(
            [.. order.Select(line => line.Text)],
            [.. order.Select((line, i) => (line.Question, i)).Where(line => line.Question is not null).Select(line => (line.Question!, line.i))]);
    }

    /// <summary>The question as a hasty writer types it: two neighbours swapped, or a letter left out, in its longer words.</summary>
    public static string Misspelt(string question, Rng rng)
    {
        var words = question.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var letters = words[i].TakeWhile(char.IsLetter).Count();
            if (letters >= 5 && char.IsLower(words[i][0]))
            {
                var at = rng.Next(1, letters - 1);
                words[i] = rng.Chance(0.5)
                    ? words[i][..at] + words[i][at + 1] + words[i][at] + words[i][(at + 2)..]
                    : words[i][..at] + words[i][(at + 1)..];
            }
        }

        return string.Join(' ', words);
    }

    private static string Filled(string text, string a, string b, Dictionary<string, string> drawn, Rng rng)
    {
        text = text.Replace("{a}", a, StringComparison.Ordinal).Replace("{b}", b, StringComparison.Ordinal);
        foreach (var (slot, values) in ConversationTopics.Slots)
        {
            var mark = $"{{{slot}}}";
            if (text.Contains(mark, StringComparison.Ordinal))
            {
                text = text.Replace(mark, drawn.TryGetValue(slot, out var known) ? known : drawn[slot] = rng.Pick(values), StringComparison.Ordinal);
            }
        }

        return text;
    }
}

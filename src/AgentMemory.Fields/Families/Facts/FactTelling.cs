using AgentMemory.Core.Lives;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Fields.Families.Facts;

/// <summary>
/// A field of the family "facts" taken apart into its messages: for asking how far back, or among what else, a fact is
/// still found.
/// </summary>
public static class FactTelling
{
    private const int DrawsPerQuestion = 60;
    private const string ToldOnce = "told:";

    /// <summary>The messages, and different questions about things that were told once and never changed.</summary>
    /// <param name="field">Of the family "facts".</param>
    /// <param name="questions">How many are asked; a small field holds fewer.</param>
    /// <exception cref="ArgumentException">The field is of another family.</exception>
    public static Telling Of(Field field, int questions)
    {
        if (field.Family != "facts")
        {
            throw new ArgumentException($"{field.Id} tells no facts message by message", nameof(field));
        }

        var names = field.Graph.Concepts.Select(concept => concept.Name).ToHashSet(StringComparer.Ordinal);
        var lines = field.Textbook.Chapters.SelectMany(chapter => chapter.Text.Split('\n')).ToArray();
        var messages = lines.Skip(1).Select(line => (Text: line, IsFact: Words(line).Any(names.Contains))).ToArray();
        string[] facts = [.. messages.Where(m => m.IsFact).Select(m => m.Text)];
        // A chapter of messages has no paragraphs, so that a learner's store keeps it whole.
        string[] passages = [.. field.Textbook.Chapters.Select(chapter => chapter.Text.Replace('\n', ' '))];
        return new Telling(
            field.Textbook.Chapters[0].Title,
            lines[0],
            facts,
            [.. messages.Where(m => !m.IsFact && m.Text.Length > 0).Select(m => m.Text)],
            passages,
            Questions(field, questions, facts, passages));
    }

    private static List<ToldQuestion> Questions(Field field, int questions, string[] facts, string[] passages)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<ToldQuestion>();
        for (ulong seed = 0; seed < (ulong)questions * DrawsPerQuestion && found.Count < questions; seed++)
        {
            var item = field.ItemOfExam(seed);
            if (item.Level != ItemLevel.Recall || !item.Fact.StartsWith(ToldOnce, StringComparison.Ordinal) || !asked.Add(item.Fact))
            {
                continue;
            }

            // A thing never changed has one message; a value belongs to one kind of thing.
            var telling = facts.Index().Where(f => Words(f.Item).Contains(item.Concepts[0]) && Words(f.Item).Contains(item.Key.Right)).ToArray();
            if (telling is [var (place, message)])
            {
                var passage = Array.FindIndex(passages, text => text.Contains(message, StringComparison.Ordinal));
                found.Add(new ToldQuestion(field.Exam(seed), place, passage, item.Floor));
            }
        }

        return found;
    }

    private static string[] Words(string line) =>
        line.Split([' ', '.', ',', ';', ':', '\'', '?'], StringSplitOptions.RemoveEmptyEntries);
}

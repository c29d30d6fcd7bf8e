using System.Globalization;
using System.Text;

namespace AgentMemory.Fields.Knowledge;

/// <summary>A field told in chapters, and all that the telling gives away.</summary>
/// <param name="Chapters">In order.</param>
/// <param name="Facts">Every fact that a chapter or an exercise states.</param>
public sealed record Textbook(IReadOnlyList<Chapter> Chapters, IReadOnlySet<string> Facts)
{
    /// <summary>The whole book as Markdown: chapters with their exercises, all answers at the end.</summary>
    public string ToMarkdown()
    {
        var book = new StringBuilder();
        var answers = new StringBuilder();
        foreach (var chapter in Chapters)
        {
            book.Append("# ").Append(chapter.Title).Append("\n\n").Append(chapter.Text).Append("\n\n");
            if (chapter.Exercises.Count == 0)
            {
                continue;
            }

            book.Append("## Exercises\n\n");
            answers.Append("\n## ").Append(chapter.Title).Append("\n\n");
            for (var i = 0; i < chapter.Exercises.Count; i++)
            {
                var exercise = chapter.Exercises[i];
                var number = (i + 1).ToString(CultureInfo.InvariantCulture);
                book.Append(number).Append(". ").Append(exercise.Question).Append('\n');
                foreach (var choice in exercise.Choices ?? [])
                {
                    book.Append("   - ").Append(choice).Append('\n');
                }

                answers.Append(number).Append(". ").Append(exercise.Key.Right.TrimEnd('.')).Append(". ")
                    .Append(exercise.Explanation).Append('\n');
            }

            book.Append('\n');
        }

        return book.Append("# Answers\n").Append(answers).ToString();
    }
}

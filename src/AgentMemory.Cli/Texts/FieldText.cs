using System.Globalization;
using System.Text;
using AgentMemory.Fields.Audit;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Cli.Texts;

/// <summary>Fields as a person reads them.</summary>
internal static class FieldText
{
    /// <summary>A field's name, size and concepts, each indented by its layer, with an arrow to what it is defined from.</summary>
    public static string Show(Field field)
    {
        var words = field.Documents.Sum(document => document.Text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length);
        var text = new StringBuilder(field.Id).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"{field.Settings.Concepts} concepts, {field.Documents.Count} chapters, {words} words, ")
            .Append(CultureInfo.InvariantCulture, $"floor {field.Floor:0.00}\n")
            .Append(CultureInfo.InvariantCulture, $"hidden bits {TaskText.Bits(field)}, exam {TaskText.Exam(field)}\n\n");
        foreach (var chapter in field.Graph.Concepts.GroupBy(concept => concept.Chapter))
        {
            text.Append(CultureInfo.InvariantCulture, $"chapter {chapter.Key}\n");
            foreach (var concept in chapter)
            {
                text.Append(' ', 2 + (2 * concept.Layer)).Append(concept.Name).Append("  ").Append(concept.Kind)
                    .Append(concept.DefinedFrom.Count > 0 ? "  <- " : "").AppendJoin(", ", concept.DefinedFrom).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A sheet, with or without its key.</summary>
    public static string Exam(ExamPaper paper, bool withAnswers)
    {
        var text = new StringBuilder("Exam of ").Append(paper.Field).Append('\n');
        foreach (var (id, item) in paper.Items)
        {
            text.Append('\n').Append(id).Append(". ").Append(item.Question).Append('\n');
            for (var i = 0; i < (item.Choices?.Count ?? 0); i++)
            {
                text.Append("  ").Append(AnswerKey.Choice.LetterOf(i)).Append(") ").Append(item.Choices![i]).Append('\n');
            }

            if (withAnswers)
            {
                text.Append("  answer: ").Append(item.Key.Right).Append("  (needs ")
                    .AppendJoin(", ", item.Concepts).Append(item.Changed ? "; changed)\n" : ")\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Right answers by level, with their intervals.</summary>
    public static string Grade(GradeReport report)
    {
        var text = new StringBuilder();
        foreach (var (level, tally) in report.Levels)
        {
            Line(ItemLevels.Name(level), tally);
        }

        Line("total", report.Total);
        return report.Unanswered.Count > 0
            ? text.Append(CultureInfo.InvariantCulture, $"{report.Unanswered.Count} unanswered, counted as wrong\n").ToString()
            : text.ToString();

        void Line(string name, Tally tally) => text.Append(
            CultureInfo.InvariantCulture, $"{name,-9}{tally.Right,4} of {tally.Of,-4} {tally.Low:0.00} to {tally.High:0.00}\n");
    }

    /// <summary>One line of figures, and a line for each thing that is wrong.</summary>
    public static string Audit(FieldAuditReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Family,-10} N={report.Concepts,-4}{report.Fields,4} fields  ")
            .AppendJoin(' ', report.Levels.Select(level => $"{ItemLevels.Name(level.Key)} {level.Value}"))
            .Append(report.Holds ? "  holds\n" : "  BROKEN\n");
        foreach (var chooser in report.Blind)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {chooser.Name,-15}{chooser.Right,6} of {chooser.Of,-6}guessing {chooser.Expected,7:0.0}")
                .Append(CultureInfo.InvariantCulture, $" +-{BlindChooser.DeviationsMax * chooser.Deviation:0.0}")
                .Append(chooser.IsAtFloor ? "\n" : "  LEAK\n");
        }

        foreach (var fault in report.Faults)
        {
            text.Append("  ").Append(fault).Append('\n');
        }

        return report.FaultCount > report.Faults.Count
            ? text.Append(CultureInfo.InvariantCulture, $"  {report.FaultCount} faults in all\n").ToString()
            : text.ToString();
    }
}

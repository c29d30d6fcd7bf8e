using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>Grades answers given as JSONL, one <c>{"id":…,"answer":…}</c> a line.</summary>
public static class ExamGrader
{
    /// <summary>Reads and grades; empty lines are passed over.</summary>
    /// <param name="paper">The sheet that was answered.</param>
    /// <param name="lines">The file's lines.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="UserErrorException">A line is malformed, or its id unknown or given before.</exception>
    public static GradeReport Grade(ExamPaper paper, IEnumerable<string> lines, string source)
    {
        var answers = Read(paper, lines, source);
        var graded = paper.Items.Select(i => (i.Item.Level,
            IsRight: answers.TryGetValue(i.Id, out var answer) && i.Item.Key.Accepts(answer))).ToList();
        return new GradeReport
        {
            Field = paper.Field,
            Total = new Tally(graded.Count(g => g.IsRight), graded.Count),
            Levels = [.. Enum.GetValues<ItemLevel>().Select(level => KeyValuePair.Create(
                level,
                new Tally(graded.Count(g => g.Level == level && g.IsRight), graded.Count(g => g.Level == level))))],
            Unanswered = [.. paper.Items.Select(i => i.Id).Where(id => !answers.ContainsKey(id))],
        };
    }

    private static Dictionary<string, string> Read(ExamPaper paper, IEnumerable<string> lines, string source)
    {
        var ids = paper.Items.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var (id, answer) = ReadLine(line, $"{source} line {number}");
            if (!ids.Contains(id))
            {
                throw new UserErrorException(
                    $"{source} line {number}: no item \"{id}\"; use the ids and options of the exam sheet");
            }

            if (!answers.TryAdd(id, answer))
            {
                throw new UserErrorException(
                    $"{source} line {number}: item \"{id}\" was answered before; keep one answer");
            }
        }

        return answers;
    }

    private static (string Id, string Answer) ReadLine(string line, string place)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"{place}, column {(e.BytePositionInLine ?? 0) + 1}: not JSON; write {{\"id\":\"…\",\"answer\":\"…\"}}",
                e);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String
                || !root.TryGetProperty("answer", out var answer)
                || answer.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                throw new UserErrorException($"{place}: write one object with \"id\" and \"answer\", both texts");
            }

            return (id.GetString()!,
                answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.GetRawText());
        }
    }
}

namespace AgentMemory.Cli.Results;

/// <summary>A resolved plan's fields as texts, each under its whole path (learners.context.shows), to be held against another plan's.</summary>
internal static class PlanFields
{
    private const string ItemId = "- id:";

    /// <summary>The fields of a plan as <c>PlanFile.Write</c> writes it: items of a list that have an id go by it, others are one text.</summary>
    public static IReadOnlyDictionary<string, string> Of(string plan)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = new Stack<(int Indent, string Name)>();
        foreach (var line in plan.ReplaceLineEndings("\n").Split('\n').Where(line => line.Trim().Length > 0 && !line.TrimStart().StartsWith('#')))
        {
            var indent = line.Length - line.TrimStart().Length;
            var text = line.Trim();
            while (path.TryPeek(out var inner) && inner.Indent >= indent)
            {
                path.Pop();
            }

            if (text.StartsWith(ItemId, StringComparison.Ordinal))
            {
                path.Push((indent, text[ItemId.Length..].Trim().Trim('"')));
                fields[Named(path)] = "yes";
            }
            else if (text[0] == '-')
            {
                var (list, item) = (Named(path), text[1..].Trim().Replace("\"", "", StringComparison.Ordinal));
                fields[list] = fields.TryGetValue(list, out var before) && before.Length > 0 ? $"{before}; {item}" : item;
            }
            else if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                path.Push((indent, text[..colon]));
                fields[Named(path)] = text[(colon + 1)..].Trim().Trim('"');
            }
        }

        return fields.Where(field => field.Value.Length > 0).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
    }

    private static string Named(IEnumerable<(int Indent, string Name)> path) => string.Join('.', path.Reverse().Select(part => part.Name));
}

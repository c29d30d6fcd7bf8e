namespace AgentMemory.Cli.Results;

/// <summary>A plan's fields as texts, to be held against another plan's.</summary>
internal static class PlanFields
{
    /// <summary>Each field at the margin, with all that is indented under it in one line. Comments are left out.</summary>
    public static IReadOnlyDictionary<string, string> Of(string plan)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? field = null;
        foreach (var line in plan.ReplaceLineEndings("\n").Split('\n').Where(line => line.Trim().Length > 0 && !line.TrimStart().StartsWith('#')))
        {
            if (char.IsWhiteSpace(line[0]) || line[0] == '-')
            {
                var part = line.Trim().TrimStart('-').Trim();
                if (field is not null && part.Length > 0)
                {
                    fields[field] += fields[field].Length == 0 ? part : $"; {part}";
                }

                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            field = colon < 0 ? null : line[..colon];
            if (field is not null)
            {
                fields[field] = line[(colon + 1)..].Trim();
            }
        }

        return fields;
    }
}

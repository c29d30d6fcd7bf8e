using System.Globalization;
using System.Text;
using AgentMemory.Claims.Results;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.Report;

/// <summary>The tables of a claim's page, as the page holds them.</summary>
public static class ClaimTable
{
    private const double DollarsWithoutExponent = 1e-3;

    /// <summary>One table for each part, rows as they were measured, columns as the numbers are called.</summary>
    public static string Write(IReadOnlyList<ClaimResult> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append("### ").Append(Title(part)).Append("\n\n");
            Append(text, part);
            foreach (var caution in part.Cautions)
            {
                text.Append("\nCaution: ").Append(caution).Append(".\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder text, ClaimResult part)
    {
        string[] names = [.. part.Rows.SelectMany(row => row.Numbers.Select(number => number.Name)).Distinct(StringComparer.Ordinal)];
        text.Append("| measured | reading | ").AppendJoin(" | ", names).Append(" |\n|---|---|").Append(string.Concat(names.Select(_ => "---|"))).Append('\n');
        foreach (var row in part.Rows)
        {
            text.Append("| ").Append(row.IsReference ? $"*{row.Name}*" : row.Name).Append(" | ").Append(row.Reading).Append(" | ")
                .AppendJoin(" | ", names.Select(name => Number(row.Numbers.FirstOrDefault(number => number.Name == name)?.Value))).Append(" |\n");
        }
    }

    private static string Title(ClaimResult part) => part.Units == 0
        ? part.Part
        : string.Create(CultureInfo.InvariantCulture, $"{part.Part} ({part.Units} {(part.Units == 1 ? "unit" : "units")}, seed {part.Seed})");

    private static string Number(Interval? interval) => interval switch
    {
        null => "",
        { HasEnds: false, Value: { } value } when value is > 0 and < DollarsWithoutExponent => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        { } known => Wording.Interval(known),
    };
}

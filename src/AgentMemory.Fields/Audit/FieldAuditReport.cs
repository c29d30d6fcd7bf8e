using System.Globalization;
using System.Text;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Audit;

/// <summary>What an audit of one family and size found.</summary>
public sealed record FieldAuditReport
{
    public required string Family { get; init; }

    public required int Concepts { get; init; }

    /// <summary>Number of fields looked at, one a seed.</summary>
    public required int Fields { get; init; }

    /// <summary>Exam items looked at, by level.</summary>
    public required IReadOnlyDictionary<ItemLevel, int> Levels { get; init; }

    /// <summary>Number of broken promises.</summary>
    public required int FaultCount { get; init; }

    /// <summary>The first of them, in words.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public required IReadOnlyList<BlindChooser> Blind { get; init; }

    /// <summary>No promise is broken and no chooser leaves the floor.</summary>
    public bool Holds => FaultCount == 0 && Blind.All(b => b.IsAtFloor);

    /// <summary>One line of figures, and a line for each thing that is wrong.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Family,-10} N={Concepts,-4}{Fields,4} fields  ")
            .AppendJoin(' ', Levels.Select(l => $"{ItemLevels.Name(l.Key)} {l.Value}"))
            .Append(Holds ? "  holds\n" : "  BROKEN\n");
        foreach (var chooser in Blind)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {chooser.Name,-15}{chooser.Right,6} of {chooser.Of,-6}guessing {chooser.Expected,7:0.0}")
                .Append(CultureInfo.InvariantCulture, $" +-{BlindChooser.DeviationsMax * chooser.Deviation:0.0}")
                .Append(chooser.IsAtFloor ? "\n" : "  LEAK\n");
        }

        foreach (var fault in Faults)
        {
            text.Append("  ").Append(fault).Append('\n');
        }

        return FaultCount > Faults.Count
            ? text.Append(CultureInfo.InvariantCulture, $"  {FaultCount} faults in all\n").ToString()
            : text.ToString();
    }
}

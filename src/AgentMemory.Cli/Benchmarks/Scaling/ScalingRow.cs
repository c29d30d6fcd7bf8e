using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Core;

namespace AgentMemory.Cli.Benchmarks.Scaling;

/// <summary>What one size came to: read from its training log and its probes.</summary>
internal sealed partial record ScalingRow
{
    public required string Name { get; init; }

    public required long Parameters { get; init; }

    /// <summary>Tokens trained on.</summary>
    public required double Tokens { get; init; }

    /// <summary>Mean negative log-likelihood a token on held-out tasks, by kind of text, as last measured.</summary>
    public required IReadOnlyDictionary<string, double> Losses { get; init; }

    /// <summary>Every probe's means over groups, as columns name them.</summary>
    public required IReadOnlyDictionary<string, (double? Value, double? Low, double? High)> Probes { get; init; }

    /// <summary>Operations of its training, as the plan counts them.</summary>
    public double Flops => ScalingPlan.OperationsPerWeight * Parameters * Tokens;

    /// <summary>Reads what a size left in its folder.</summary>
    /// <exception cref="UserErrorException">A file is missing or says nothing.</exception>
    public static ScalingRow Read(string name, string folder)
    {
        var log = TextFile.Read(Path.Combine(folder, ScalingBench.LogFile), "training log").Split('\n');
        var tokens = log.Select(line => Seen().Match(line)).LastOrDefault(match => match.Success)
            ?? throw new UserErrorException($"{folder}: the training log has no line of progress; delete the folder and run again");
        var heldOut = log.LastOrDefault(line => line.Contains(" held out: ", StringComparison.Ordinal)) ?? "";
        using var probes = JsonDocument.Parse(TextFile.Read(Path.Combine(folder, ScalingBench.ProbesFile), "probes"));
        return new ScalingRow
        {
            Name = name,
            Parameters = probes.RootElement.GetProperty("model").GetProperty("parameters").GetInt64(),
            Tokens = 1e6 * double.Parse(tokens.Groups[1].Value, CultureInfo.InvariantCulture),
            Losses = Loss().Matches(Parts().Replace(heldOut, "")).ToDictionary(
                m => m.Groups[1].Value, m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal),
            Probes = Means(probes.RootElement),
        };
    }

    private static Dictionary<string, (double? Value, double? Low, double? High)> Means(JsonElement root)
    {
        var means = new Dictionary<string, (double?, double?, double?)>(StringComparer.Ordinal);
        foreach (var probe in root.GetProperty("probes").EnumerateArray())
        {
            foreach (var figure in probe.GetProperty("figures").EnumerateArray())
            {
                var (group, subject) = (Text(figure, "group"), Text(figure, "subject"));
                if (group.Length == 0 || subject == "all")
                {
                    var parts = new[] { Text(probe, "name"), Text(figure, "measure"), group.Length == 0 ? subject : group, Text(figure, "play") };
                    means[string.Join(": ", parts)] = (Number(figure, "value"), Number(figure, "low"), Number(figure, "high"));
                }
            }
        }

        return means;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static double? Number(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    [GeneratedRegex(@" ([0-9.]+) M tokens ")]
    private static partial Regex Seen();

    [GeneratedRegex(@" \([^)]*\)")]
    private static partial Regex Parts();

    [GeneratedRegex(@"([A-Za-z]+) ([0-9.]+)(?:,|$)")]
    private static partial Regex Loss();
}

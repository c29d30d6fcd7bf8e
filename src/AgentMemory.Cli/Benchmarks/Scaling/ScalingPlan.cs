using System.Globalization;
using System.Text.RegularExpressions;
using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Benchmarks.Scaling;

/// <summary>
/// Models of several sizes from one pretraining plan, each trained with the same number of operations, so that the study says the
/// same on any machine (schema <c>agentmemory.scaling/1</c>).
/// </summary>
internal sealed record ScalingPlan
{
    /// <summary>Forward and backward.</summary>
    public const double OperationsPerWeight = 6;

    private const string Schema = "agentmemory.scaling/1";
    private static readonly string[] Shapes =
        ["width", "layers", "heads", "key_value_heads", "feed_forward", "structured_start", "learning_rate", "warm_up_steps"];

    /// <summary>The pretraining plan's text, to be changed for each size.</summary>
    public required string Pretrain { get; init; }

    /// <summary>For each: 6 for every weight and token, forward and backward (Kaplan et al. 2020, section 2.1).</summary>
    public required double Operations { get; init; }

    /// <summary>Path of the probe plan.</summary>
    public required string Probes { get; init; }

    public required IReadOnlyList<ScalingSize> Sizes { get; init; }

    /// <summary>Reads a plan; the plans it names lie beside it.</summary>
    /// <exception cref="UserErrorException">A file cannot be read, or a field cannot be used.</exception>
    public static ScalingPlan Read(string path)
    {
        var map = YamlMap.Parse(path, TextFile.Read(path, "plan"));
        map.Word("schema", Schema);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var plan = new ScalingPlan
        {
            Pretrain = TextFile.Read(Path.Combine(folder, map.Text("pretrain")), "pretraining plan"),
            Operations = map.Number("operations", 1e6, 1e24),
            Probes = Path.Combine(folder, map.Text("probes")),
            Sizes = map.List("sizes", node => Size(map.Map(node, "sizes"))),
        };
        map.RefuseUnread();
        var twice = plan.Sizes.GroupBy(size => size.Name, StringComparer.Ordinal).FirstOrDefault(sizes => sizes.Count() > 1);
        return twice is null ? plan : throw map.WrongKey("sizes", $"sizes: {twice.Key} stands twice; name one of them otherwise");
    }

    /// <summary>The pretraining plan of a size.</summary>
    /// <exception cref="UserErrorException">The plan does not have a field exactly once on a line of its own.</exception>
    public string PretrainOf(ScalingSize size)
    {
        var text = size.Changes.Aggregate(Pretrain, (changed, change) => Replaced(changed, change.Key, $"{change.Key}: {change.Value}"));
        var tokens = Math.Max(1, Math.Round(Operations / (OperationsPerWeight * Weights(size.Name, text))));
        return Replaced(text, "steps|minutes|tokens", string.Create(CultureInfo.InvariantCulture, $"tokens: {tokens:F0}"));
    }

    private static long Weights(string size, string pretrain)
    {
        var shape = PretrainPlanFile.Parse($"the pretraining plan as size {size} has it", pretrain).Shape;
        return shape.ModelShape(shape.VocabularySize).Weights;
    }

    private static string Replaced(string text, string keys, string line)
    {
        var found = Regex.Matches(text, $@"^(?<indent>[ ]+)(?:{keys}):.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant);
        return found is [var only]
            ? string.Concat(text.AsSpan(0, only.Index), only.Groups["indent"].Value + line, text.AsSpan(only.Index + only.Length))
            : throw new UserErrorException(
                $"the pretraining plan has {keys.Replace("|", " or ", StringComparison.Ordinal)} on {found.Count} lines; write it once, on a line of its own");
    }

    private static ScalingSize Size(YamlMap entry)
    {
        var name = entry.Text("name");
        var changes = entry.Keys.Where(key => key != "name").ToDictionary(key => key, key => entry.Text(key), StringComparer.Ordinal);
        var unknown = changes.Keys.FirstOrDefault(key => !Shapes.Contains(key, StringComparer.Ordinal));
        return unknown is not null
            ? throw entry.WrongKey(unknown, $"a size has no \"{unknown}\"; it takes name, {string.Join(", ", Shapes)}")
            : name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
                ? new ScalingSize(name, changes)
                : throw entry.WrongKey("name", $"name: \"{name}\" cannot name a folder; write letters, digits and -");
    }
}

/// <summary>One model of the study.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Changes">Fields of the pretraining plan and what they are instead.</param>
internal sealed record ScalingSize(string Name, IReadOnlyDictionary<string, string> Changes);

using AgentMemory.Core;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Cli.Results;

/// <summary>A resolved plan's fields as texts, each under its whole path (learners.context.shows), to be held against another plan's.</summary>
internal static class PlanFields
{
    private const string Id = "id";
    private const string Own = "as";

    /// <summary>Items of a list that have an id go by the name of their own, or else by it; other items are one text together.</summary>
    /// <param name="file">Names the plan in errors.</param>
    /// <param name="plan">YAML, as <c>PlanFile.Write</c> writes it; none of a run that kept no plan.</param>
    /// <exception cref="UserErrorException">It is no YAML mapping.</exception>
    public static IReadOnlyDictionary<string, string> Of(string file, string plan)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!string.IsNullOrWhiteSpace(plan))
        {
            Add(fields, "", YamlText.Mapping(file, plan));
        }

        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string path, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children.Where(pair => IdOf(mapping) is null || Text(pair.Key) is not (Own or Id)))
                {
                    Add(fields, path.Length == 0 ? Text(key) : $"{path}.{Text(key)}", value);
                }

                break;
            case YamlSequenceNode list when list.Children.Count > 0 && list.Children.All(item => IdOf(item) is not null):
                foreach (var item in list.Children)
                {
                    var named = $"{path}.{IdOf(item)}";
                    fields[named] = "yes";
                    Add(fields, named, item);
                }

                break;
            case YamlSequenceNode list:
                Set(fields, path, string.Join("; ", list.Children.Select(Text)));
                break;
            default:
                Set(fields, path, Text(node));
                break;
        }
    }

    private static void Set(Dictionary<string, string> fields, string path, string value)
    {
        if (value.Length > 0)
        {
            fields[path] = value;
        }
    }

    private static string? IdOf(YamlNode item) => item is YamlMappingNode mapping
        ? Scalar(mapping, Own) ?? Scalar(mapping, Id)
        : null;

    private static string? Scalar(YamlMappingNode mapping, string key) =>
        mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlScalarNode scalar ? scalar.Value : null;

    private static string Text(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlMappingNode mapping => string.Join(", ", mapping.Children.Select(pair => $"{Text(pair.Key)}: {Text(pair.Value)}")),
        YamlSequenceNode list => string.Join(", ", list.Children.Select(Text)),
        _ => "",
    };
}

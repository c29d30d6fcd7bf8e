using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Games.Files;

/// <summary>A game of one's own, as <c>*.game.yaml</c> holds it.</summary>
public sealed record GameFile
{
    private static readonly string[] Keys = ["family", "parameters", "names", "opponent", "rulebook"];

    public required string Family { get; init; }

    /// <summary>As behind the question mark of a game's name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Shown instead of the rulebook that the family writes, or null.</summary>
    public required string? Rulebook { get; init; }

    /// <summary>The JSON Schema of such files.</summary>
    public static string Schema { get; } = Resource("game.schema.json");

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">For error messages.</param>
    /// <param name="text">YAML.</param>
    /// <exception cref="UserErrorException">It is no YAML, or a key is unknown, missing or of the wrong kind.</exception>
    public static GameFile Parse(string file, string text)
    {
        var root = YamlText.Mapping(file, text);
        var family = "";
        string? rulebook = null;
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (keyNode, value) in root.Children)
        {
            var key = Scalar(file, keyNode, "a key");
            switch (key)
            {
                case "family":
                    family = Scalar(file, value, key);
                    break;
                case "rulebook":
                    rulebook = Scalar(file, value, key).Trim();
                    break;
                case "opponent":
                    parameters[key] = Scalar(file, value, key);
                    break;
                case "names" when value is YamlSequenceNode names:
                    parameters["names"] = string.Join(',', names.Children.Select(n => Scalar(file, n, "a name")));
                    break;
                case "parameters" when value is YamlMappingNode map:
                    foreach (var (name, given) in map.Children)
                    {
                        parameters[Scalar(file, name, "a parameter")] = Scalar(file, given, "a parameter's value");
                    }

                    break;
                case "names" when value is YamlScalarNode { Value: { } way } && GameNames.Reserved.Contains(way):
                    parameters["names"] = way;
                    break;
                case "names" or "parameters":
                    throw At(file, value, $"{key} is {(key == "names" ? "a list of words, or common" : "a map of names and values")}");
                default:
                    throw At(file, keyNode, $"unknown key \"{key}\"; a game file has {string.Join(", ", Keys)}");
            }
        }

        return family.Length > 0
            ? new GameFile { Family = family, Parameters = parameters, Rulebook = rulebook }
            : throw At(file, root, "family is missing; write family: heaps, or another that games list names");
    }

    /// <summary>A file to start from.</summary>
    public static string Starter(ITaskFamily family)
    {
        var lines = family.Parameters.Where(p => p != TaskParameter.Seed && !Keys.Contains(p.Name))
            .Select(p => $"  # {p.Name}: {p.Default}    # {p.Meaning}; {p.Range}");
        return $"family: {family.Name}\nparameters:\n  {TaskParameter.Seed.Name}: {TaskParameter.Seed.Default}\n{string.Join("\n", lines)}\n"
            + "# names: [first, second]    # instead of invented ones; the game's own first; common: everyday English words\n"
            + "# opponent: random\n# rulebook: |\n#   Words of your own for the player.\n";
    }

    internal static string Resource(string name)
    {
        using var stream = typeof(GameFile).Assembly.GetManifestResourceStream(name)
            ?? throw new System.Diagnostics.UnreachableException($"{name} is embedded in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Scalar(string file, YamlNode node, string what) => node is YamlScalarNode { Value: { } value }
        ? value
        : throw At(file, node, $"{what} is one word, number or text");

    private static UserErrorException At(string file, YamlNode node, string message) =>
        new($"{file}:{node.Start.Line}:{node.Start.Column}: {message}");
}

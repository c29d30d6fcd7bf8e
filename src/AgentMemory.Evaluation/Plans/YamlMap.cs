using System.Globalization;
using AgentMemory.Core;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Evaluation;

/// <summary>A YAML mapping that knows where its entries stand, and refuses what is missing or unknown by line and column.</summary>
public sealed class YamlMap
{
    private const int MisspeltLettersMax = 2;
    private readonly string _file;
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private YamlMap(string file, YamlMappingNode node)
    {
        _file = file;
        _node = node;
    }

    /// <summary>Parses a whole file.</summary>
    public static YamlMap Parse(string file, string text) => new(file, YamlDocument.Mapping(file, text));

    /// <summary>The names of the entries; a key that is no name is refused where it is read.</summary>
    public IReadOnlyList<string> Keys => [.. _node.Children.Keys.Select(key => Scalar("a field's name", key))];

    public bool Has(string name) => _node.Children.ContainsKey(new YamlScalarNode(name));

    /// <summary>A text.</summary>
    public string Text(string name) => Scalar(name, Required(name));

    /// <summary>One of a few words.</summary>
    public string Word(string name, params string[] allowed)
    {
        var value = Text(name);
        return allowed.Contains(value, StringComparer.Ordinal)
            ? value
            : throw Wrong(Required(name), $"{name}: {value} cannot be used; it is one of {string.Join(", ", allowed)}");
    }

    /// <summary>A whole number in a range, both ends included.</summary>
    public int Whole(string name, int min, int max)
    {
        var text = Text(name);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
                ? value
                : throw Wrong(Required(name), $"{name}: {text} cannot be used; it is a whole number from {min} to {max}");
    }

    /// <summary>A seed.</summary>
    public ulong Seed(string name) =>
        ulong.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(Required(name), $"{name}: {Text(name)} cannot be used; it is a whole number from 0");

    /// <summary>A number in a range, both ends included.</summary>
    public double Number(string name, double min, double max)
    {
        var text = Text(name);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
                ? value
                : throw Wrong(Required(name), string.Create(
                    CultureInfo.InvariantCulture, $"{name}: {text} cannot be used; it is a number from {min} to {max}"));
    }

    /// <summary>A list, each entry read by its own reader.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<YamlNode, T> read)
    {
        var node = Required(name);
        return node is YamlSequenceNode { Children.Count: > 0 } list
            ? [.. list.Children.Select(read)]
            : throw Wrong(node, $"{name}: is not a list; write one entry a line behind \"- \"");
    }

    /// <summary>A mapping inside this file.</summary>
    public YamlMap Map(YamlNode node, string name) => node is YamlMappingNode map
        ? new YamlMap(_file, map)
        : throw Wrong(node, $"{name}: is not a mapping; write name: value, one a line");

    /// <summary>The mapping under a key.</summary>
    public YamlMap Child(string name) => Map(Required(name), name);

    /// <summary>The text of a scalar node.</summary>
    public string Scalar(string name, YamlNode node) => node is YamlScalarNode { Value: { } value }
        ? value
        : throw Wrong(node, $"{name}: is not a single value; write it on one line");

    /// <summary>An error at a place in this file.</summary>
    public UserErrorException Wrong(YamlNode node, string message) =>
        new($"{_file}, line {node.Start.Line}, column {node.Start.Column}: {message}");

    /// <summary>An error at a key of this mapping.</summary>
    public UserErrorException WrongKey(string name, string message) => Wrong(
        _node.Children.Keys.First(key => (key as YamlScalarNode)?.Value == name), message);

    /// <summary>Refuses keys that nobody asked for.</summary>
    public void RefuseUnread()
    {
        foreach (var name in Keys)
        {
            if (!_read.Contains(name))
            {
                throw WrongKey(name, $"there is no field \"{name}\"; {Nearest(name)}");
            }
        }
    }

    private YamlNode Required(string name)
    {
        _read.Add(name);
        if (_node.Children.TryGetValue(new YamlScalarNode(name), out var node))
        {
            return node;
        }

        var misspelt = Keys.FirstOrDefault(key => !_read.Contains(key) && EditDistance(key, name) <= MisspeltLettersMax);
        throw misspelt is null
            ? new UserErrorException(
                $"{_file}, line {_node.Start.Line}: the field \"{name}\" is missing; add it (the fields are listed in eval/README.md)")
            : WrongKey(misspelt, $"there is no field \"{misspelt}\"; did you mean \"{name}\"?");
    }

    private string Nearest(string name)
    {
        var near = _read.MinBy(known => EditDistance(known, name));
        return near is null || EditDistance(near, name) > MisspeltLettersMax
            ? "the fields are listed in eval/README.md"
            : $"did you mean \"{near}\"?";
    }

    private static int EditDistance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

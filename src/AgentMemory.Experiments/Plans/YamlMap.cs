using System.Numerics;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using YamlDotNet.RepresentationModel;

namespace AgentMemory.Experiments.Plans;

/// <summary>A YAML mapping that knows where its entries stand, and refuses what is missing or unknown by line and column.</summary>
public sealed class YamlMap
{
    private const string Listed = "docs/plans.md lists the fields, docs/pretraining.md those of pretraining";
    private readonly string _file;
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private YamlMap(string file, YamlMappingNode node)
    {
        _file = file;
        _node = node;
    }

    /// <summary>Parses a whole file.</summary>
    public static YamlMap Parse(string file, string text) => new(file, YamlText.Mapping(file, text));

    /// <summary>The names of the entries; a key that is no name is refused where it is read.</summary>
    public IReadOnlyList<string> Keys => [.. _node.Children.Keys.Select(key => Scalar("a field's name", key))];

    public bool Has(string name) => _node.Children.ContainsKey(new YamlScalarNode(name));

    /// <summary>Whether the field is there and holds a list.</summary>
    public bool IsList(string name) => _node.Children.TryGetValue(new YamlScalarNode(name), out var node) && node is YamlSequenceNode;

    /// <summary>Whether the field is there and holds fields of its own.</summary>
    public bool IsMap(string name) => _node.Children.TryGetValue(new YamlScalarNode(name), out var node) && node is YamlMappingNode;

    /// <summary>A text.</summary>
    public string Text(string name) => Scalar(name, Required(name));

    /// <summary>One of a few words.</summary>
    public string Word(string name, params string[] allowed) => Word(name, allowed, word => NearestName.Hint(word, allowed));

    /// <summary>A device's name.</summary>
    public string Device(string name) => Word(name, DeviceNames.All, DeviceNames.Hint);

    private string Word(string name, string[] allowed, Func<string, string> hint)
    {
        var value = Text(name);
        return allowed.Contains(value, StringComparer.Ordinal)
            ? value
            : throw Wrong(
                Required(name), $"{name}: {value} cannot be used; it is one of {string.Join(", ", allowed)}{hint(value)}");
    }

    /// <summary>A whole number in a range, both ends included.</summary>
    public int Whole(string name, int min, int max) => Number(name, new NumberRange<int>(min, max));

    /// <summary>A seed.</summary>
    public ulong Seed(string name) => Number(name, Ranges.Seed);

    /// <summary>A number in a range, both ends included.</summary>
    public double Number(string name, double min, double max) => Number(name, new NumberRange<double>(min, max));

    /// <summary>A number of this range.</summary>
    public T Number<T>(string name, NumberRange<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T> => Number(name, Required(name), range);

    /// <summary>A number of this range, in a list.</summary>
    public T Number<T>(string name, YamlNode node, NumberRange<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T> => range.TryRead(Scalar(name, node), out var value)
            ? value
            : throw Wrong(node, $"{name}: {Scalar(name, node)} cannot be used; it is {range}");

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
                throw WrongKey(name, $"there is no field \"{name}\"; {Listed}{NearestName.Hint(name, _read)}");
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

        var misspelt = NearestName.Of(name, Keys.Where(key => !_read.Contains(key)));
        throw misspelt is null
            ? new UserErrorException(
                $"{_file}, line {_node.Start.Line}: the field \"{name}\" is missing; add it ({Listed})")
            : WrongKey(misspelt, $"there is no field \"{misspelt}\"; did you mean '{name}'?");
    }
}

using System.Numerics;

namespace AgentMemory.Core;

/// <summary>
/// A task's name taken apart: <c>heaps?piles=3&amp;misere=true&amp;seed=7</c> is the family <c>heaps</c> with three parameters.
/// Reading a parameter marks it as known; <see cref="RefuseUnread"/> then refuses what nobody asked for.
/// </summary>
public sealed class TaskParameters
{
    private readonly SortedDictionary<string, string> _values;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly string _source;

    private TaskParameters(string source, string family, SortedDictionary<string, string> values)
    {
        _source = source;
        Family = family;
        _values = values;
    }

    /// <summary>The word before the question mark.</summary>
    public string Family { get; }

    /// <summary>Every family takes a seed; 1 when none is given.</summary>
    public ulong Seed => ReadNumber("seed", 1UL, Ranges.Seed);

    /// <summary>Takes a task name apart.</summary>
    /// <exception cref="UserErrorException">A parameter has no "=", no name, or stands twice.</exception>
    public static TaskParameters Parse(string text)
    {
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        var family = (mark < 0 ? text : text[..mark]).Trim();
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var rest = mark < 0 ? "" : text[(mark + 1)..];
        foreach (var pair in rest.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
            {
                throw new UserErrorException(
                    $"task \"{text}\": \"{pair}\" is not a parameter; write name=value, joined by &");
            }

            if (!values.TryAdd(pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..])))
            {
                throw new UserErrorException($"task \"{text}\": \"{pair[..equals]}\" stands twice; keep one");
            }
        }

        return new TaskParameters(text, family, values);
    }

    /// <summary>These parameters with one of them set; for twins and for taking the next seed.</summary>
    public TaskParameters With(string name, string value)
    {
        var values = new SortedDictionary<string, string>(_values, StringComparer.Ordinal) { [name] = value };
        return new TaskParameters(_source, Family, values);
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A text parameter.</summary>
    public string Text(string name, string whenLeftOut)
    {
        _read.Add(name);
        return _values.GetValueOrDefault(name, whenLeftOut);
    }

    /// <summary>One of a few words.</summary>
    /// <exception cref="UserErrorException">Another word was given.</exception>
    public string Word(string name, string whenLeftOut, params ReadOnlySpan<string> allowed)
    {
        var value = Text(name, whenLeftOut);
        foreach (var word in allowed)
        {
            if (word == value)
            {
                return value;
            }
        }

        throw Wrong(name, value, $"one of {string.Join(", ", allowed)}{NearestName.Hint(value, allowed.ToArray())}");
    }

    /// <summary>Some of a few words, each at most once, joined by +; in the order in which they are allowed.</summary>
    /// <exception cref="UserErrorException">Another word was given, or one stands twice.</exception>
    public IReadOnlyList<string> Words(string name, IReadOnlyList<string> allowed)
    {
        var text = Text(name, string.Join('+', allowed));
        var given = text.Split('+');
        return given.All(allowed.Contains) && given.Distinct(StringComparer.Ordinal).Count() == given.Length
            ? [.. allowed.Where(given.Contains)]
            : throw Wrong(name, text, $"some of {string.Join(", ", allowed)}, each once, joined by +");
    }

    /// <summary>A whole number in a range, both ends included.</summary>
    /// <exception cref="UserErrorException">Not a whole number, or out of range.</exception>
    public int Whole(string name, int whenLeftOut, int min, int max) => ReadNumber(name, whenLeftOut, new NumberRange<int>(min, max));

    /// <summary>A number in a range, both ends included.</summary>
    /// <exception cref="UserErrorException">Not a number, or out of range.</exception>
    public double Number(string name, double whenLeftOut, double min, double max) =>
        ReadNumber(name, whenLeftOut, new NumberRange<double>(min, max));

    /// <summary>true or false.</summary>
    /// <exception cref="UserErrorException">Another word was given.</exception>
    public bool Flag(string name, bool whenLeftOut) => Word(name, whenLeftOut ? "true" : "false", "true", "false") == "true";

    /// <summary>Refuses every parameter that was given and never read.</summary>
    /// <exception cref="UserErrorException">Such a parameter exists.</exception>
    public void RefuseUnread()
    {
        foreach (var name in _values.Keys)
        {
            if (!_read.Contains(name))
            {
                throw new UserErrorException(
                    $"task \"{_source}\": {Family} has no parameter \"{name}\"; "
                    + $"it takes {string.Join(", ", _read.Order(StringComparer.Ordinal))}{NearestName.Hint(name, _read)}");
            }
        }
    }

    /// <summary>The canonical text: parameters in alphabetical order, only those that were given.</summary>
    public override string ToString() => _values.Count == 0
        ? Family
        : Family + "?" + string.Join("&", _values.Select(v => $"{v.Key}={v.Value}"));

    // What holds when a parameter is left out is held to its range as well: it may have been worked out of others.
    private T ReadNumber<T>(string name, T whenLeftOut, NumberRange<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        _read.Add(name);
        return !_values.TryGetValue(name, out var text)
            ? range.Holds(whenLeftOut) ? whenLeftOut : throw Wrong(name, $"{whenLeftOut}", range.ToString())
            : range.TryRead(text, out var value) ? value : throw Wrong(name, text, range.ToString());
    }

    private UserErrorException Wrong(string name, string value, string wanted) =>
        new($"task \"{_source}\": {name}={value} cannot be used; {name} is {wanted}");
}

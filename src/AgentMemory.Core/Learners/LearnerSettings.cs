using System.Numerics;

namespace AgentMemory.Core;

/// <summary>A learner's numbers as a plan gives them. Every setting is required, and one that nobody reads is refused.</summary>
public sealed class LearnerSettings
{
    private readonly string _learner;
    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <param name="learner">The learner's id, for errors.</param>
    /// <param name="values">Its settings by name.</param>
    public LearnerSettings(string learner, IReadOnlyDictionary<string, string> values)
    {
        _learner = learner;
        _values = values;
    }

    /// <summary>A whole number in a range, both ends included.</summary>
    public int Whole(string name, int min, int max) => Number(name, new NumberRange<int>(min, max));

    /// <summary>A number in a range, both ends included.</summary>
    public double Number(string name, double min, double max) => Number(name, new NumberRange<double>(min, max));

    /// <summary>A number of this range.</summary>
    public T Number<T>(string name, NumberRange<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T> =>
        range.TryRead(Text(name), out var value) ? value : throw Wrong(name, range.ToString());

    /// <summary>true or false.</summary>
    public bool Flag(string name) => Word(name, "true", "false") == "true";

    /// <summary>One of a few words.</summary>
    public string Word(string name, params ReadOnlySpan<string> allowed)
    {
        var value = Text(name);
        foreach (var word in allowed)
        {
            if (word == value)
            {
                return value;
            }
        }

        throw Wrong(name, $"one of {string.Join(", ", allowed)}{NearestName.Hint(value, allowed.ToArray())}");
    }

    /// <summary>Any text.</summary>
    /// <exception cref="UserErrorException">The setting is missing.</exception>
    public string Text(string name)
    {
        _read.Add(name);
        return _values.TryGetValue(name, out var value)
            ? value
            : throw new UserErrorException($"learner {_learner}: the setting \"{name}\" is missing; see eval/learners.yaml");
    }

    /// <summary>The settings whose names begin with <paramref name="prefix"/>, without it: those of another learner inside this one.</summary>
    public LearnerSettings Under(string learner, string prefix)
    {
        var inner = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _read.Add(name);
            inner[name[prefix.Length..]] = value;
        }

        return new LearnerSettings(learner, inner);
    }

    /// <summary>Refuses settings that nobody read.</summary>
    /// <exception cref="UserErrorException">There is one.</exception>
    public void RefuseUnread()
    {
        foreach (var name in _values.Keys.Where(name => !_read.Contains(name)))
        {
            throw new UserErrorException(
                $"learner {_learner} has no setting \"{name}\"; it takes {string.Join(", ", _read.Order(StringComparer.Ordinal))}"
                + NearestName.Hint(name, _read));
        }
    }

    private UserErrorException Wrong(string name, string wanted) =>
        new($"learner {_learner}: {name}: {_values[name]} cannot be used; it is {wanted}");
}

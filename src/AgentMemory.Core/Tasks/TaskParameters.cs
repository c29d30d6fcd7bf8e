namespace AgentMemory.Core.Tasks;

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

    /// <summary>Every family takes a seed.</summary>
    public ulong Seed => Read(TaskParameter.Seed);

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

    /// <summary>These parameters with one of them set.</summary>
    public TaskParameters With(TaskParameter parameter, string value) => With(parameter.Name, value);

    /// <summary>These parameters with one of them set by its name, which need not be one of the family's.</summary>
    public TaskParameters With(string name, string value) =>
        new(_source, Family, new SortedDictionary<string, string>(_values, StringComparer.Ordinal) { [name] = value });

    /// <summary>These parameters with one of them left out.</summary>
    public TaskParameters Without(TaskParameter parameter)
    {
        var values = new SortedDictionary<string, string>(_values, StringComparer.Ordinal);
        values.Remove(parameter.Name);
        return new TaskParameters(_source, Family, values);
    }

    /// <summary>True where it was given.</summary>
    public bool Has(TaskParameter parameter) => _values.ContainsKey(parameter.Name);

    /// <summary>The value that was given, or what holds otherwise.</summary>
    /// <param name="parameter">One of the family's.</param>
    /// <param name="cases">Which of the declared cases apply; those that are left out do not.</param>
    /// <exception cref="UserErrorException">What was given cannot be used.</exception>
    public T Read<T>(TaskParameter<T> parameter, params ReadOnlySpan<bool> cases)
    {
        var text = Take(parameter) ?? (cases.IndexOf(true) is >= 0 and var holds ? parameter.Cases[holds].Value : parameter.Otherwise);
        return parameter.TryRead(this, text, out var value) ? value : throw Wrong(parameter, text, parameter.Range);
    }

    /// <summary>As above, for a number of which something else allows less; the default is cut to that.</summary>
    /// <exception cref="UserErrorException">What was given cannot be used.</exception>
    public int ReadUpTo(NumberParameter<int> parameter, int most) =>
        ReadUpTo(parameter, most, int.Parse(parameter.Otherwise, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>As above, for a number that follows from other parameters where it is left out.</summary>
    /// <exception cref="UserErrorException">What was given cannot be used.</exception>
    public int ReadUpTo(NumberParameter<int> parameter, int most, int otherwise)
    {
        var range = parameter.Bounds with { Most = Math.Min(most, parameter.Bounds.Most) };
        return Take(parameter) is not { } text ? Math.Clamp(otherwise, range.Least, range.Most)
            : range.TryRead(text, out var value) ? value
            : throw Wrong(parameter, text, range.ToString());
    }

    /// <summary>As above, for a number that is drawn where it is left out: null then.</summary>
    /// <exception cref="UserErrorException">What was given cannot be used.</exception>
    public int? ReadUpTo(DrawnParameter parameter, int most)
    {
        var value = Read(parameter);
        var range = parameter.Bounds with { Most = Math.Min(most, parameter.Bounds.Most) };
        return value is null || range.Holds(value.Value) ? value : throw Wrong(parameter, Given(parameter.Name)!, range.ToString());
    }

    /// <summary>
    /// Refuses every parameter that was given and not read: the family does not know it, or it has no effect beside the others.
    /// </summary>
    /// <param name="declared">The family's list.</param>
    /// <exception cref="UserErrorException">Such a parameter exists.</exception>
    /// <exception cref="ArgumentException">One was read that the list does not have.</exception>
    public void RefuseUnread(IReadOnlyList<TaskParameter> declared)
    {
        if (_read.FirstOrDefault(name => declared.All(p => p.Name != name)) is { } undeclared)
        {
            throw new ArgumentException($"{Family} reads {undeclared}, which its list does not have", nameof(declared));
        }

        foreach (var name in _values.Keys.Where(name => !_read.Contains(name)))
        {
            throw new UserErrorException($"task \"{_source}\": {WhyUnread(name, declared)}");
        }
    }

    /// <summary>
    /// The canonical text: parameters in alphabetical order, only those that were given. <see cref="Parse"/> reads it back, whatever a
    /// value holds.
    /// </summary>
    public override string ToString() => _values.Count == 0
        ? Family
        : Family + "?" + string.Join("&", _values.Select(v => $"{v.Key}={Escaped(v.Value)}"));

    /// <summary>A value as it may stand behind a name: "&amp;" would end it, and "%" begins an escape.</summary>
    public static string Escaped(string value) =>
        value.Replace("%", "%25", StringComparison.Ordinal).Replace("&", "%26", StringComparison.Ordinal);

    /// <summary>What was given, by name in alphabetical order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Given() => _values;

    /// <summary>The text that was given, or null.</summary>
    internal string? Given(string name) => _values.GetValueOrDefault(name);

    private string? Take(TaskParameter parameter)
    {
        _read.Add(parameter.Name);
        return Given(parameter.Name);
    }

    private string WhyUnread(string name, IReadOnlyList<TaskParameter> declared)
    {
        if (declared.Any(p => p.Name == name))
        {
            return $"{name} has no effect beside the other parameters; leave it out";
        }

        if (declared.Select(p => p.Formerly.GetValueOrDefault(name)).FirstOrDefault(now => now is not null) is { } now)
        {
            return $"{name}={_values[name]} is an old spelling; write {now}, or leave it out";
        }

        var names = declared.Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
        return $"{Family} has no parameter \"{name}\"; it takes {string.Join(", ", names)}{NearestName.Hint(name, names)}";
    }

    private UserErrorException Wrong(TaskParameter parameter, string value, string wanted) =>
        new($"task \"{_source}\": {parameter.Name}={value} cannot be used; {parameter.Name} is {wanted}{parameter.Hint(value)}");
}

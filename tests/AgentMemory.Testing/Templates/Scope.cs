namespace AgentMemory.Testing.Templates;

/// <summary>The variables that a template made at random can read, with their values.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal)
    {
        ["name"] = "\u00c5sa <b> \U0001F642 it's",
        ["n"] = 7L,
        ["neg"] = -3L,
        ["zero"] = 0L,
        ["yes"] = true,
        ["nothing"] = null,
    };

    private readonly List<string> _own = [];

    public IReadOnlyList<string> Names => [.. _values.Keys];

    /// <summary>Set by the template itself.</summary>
    public IReadOnlyList<string> Own => _own;

    public object? Get(string name) => _values[name];

    public void Set(string name, object? value)
    {
        if (_values.TryAdd(name, value))
        {
            _own.Add(name);
        }

        _values[name] = value;
    }

    /// <summary>For a branch that is not taken: what it sets is not set.</summary>
    public Scope Copy()
    {
        var copy = new Scope();
        foreach (var (name, value) in _values)
        {
            copy._values[name] = value;
        }

        copy._own.AddRange(_own);
        return copy;
    }
}

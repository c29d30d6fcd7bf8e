namespace AgentMemory.Core.Tasks;

/// <summary>A parameter whose values are of a type.</summary>
public abstract record TaskParameter<T> : TaskParameter
{
    private protected TaskParameter(string name, string otherwise, string range, string meaning, IReadOnlyList<string> values)
        : base(name, otherwise, range, meaning, values)
    {
    }

    /// <summary>The value of a text; false where the text is none.</summary>
    /// <exception cref="UserErrorException">It is none, and the family itself says why.</exception>
    internal abstract bool TryRead(TaskParameters parameters, string text, out T value);
}

/// <summary>A number in a range.</summary>
public sealed record NumberParameter<T> : TaskParameter<T>
    where T : struct, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
{
    internal NumberParameter(string name, string otherwise, NumberRange<T> bounds, string meaning)
        : base(name, otherwise, bounds.ToString(), meaning, [Text(bounds.Least), Text(bounds.Most)])
    {
        Bounds = bounds;
    }

    /// <summary>The least and the greatest value that there is in any case.</summary>
    public NumberRange<T> Bounds { get; }

    /// <summary>The same parameter, of which something else may allow less.</summary>
    /// <param name="most">What, as in "the number of concepts"; how much it is, is said where the parameter is read.</param>
    public NumberParameter<T> NoMoreThan(string most) => this with { Range = $"{Bounds}, no more than {most}" };

    /// <inheritdoc cref="TaskParameter.But"/>
    public new NumberParameter<T> But(string value, string when) => (NumberParameter<T>)base.But(value, when);

    internal override bool TryRead(TaskParameters parameters, string text, out T value) => Bounds.TryRead(text, out value);

    public override string Spelling(TaskParameters parameters) => Text(parameters.Read(this));
}

/// <summary>A whole number in a range, or null, which stands for drawn.</summary>
public sealed record DrawnParameter : TaskParameter<int?>
{
    private const string Drawn = "drawn";

    internal DrawnParameter(string name, NumberRange<int> bounds, string meaning)
        : base(name, Drawn, $"{Drawn}, or {bounds}", meaning, [Drawn, Text(bounds.Least), Text(bounds.Most)])
    {
        Bounds = bounds;
    }

    /// <summary>The least and the greatest number.</summary>
    public NumberRange<int> Bounds { get; }

    internal override bool TryRead(TaskParameters parameters, string text, out int? value)
    {
        value = Bounds.TryRead(text, out var number) ? number : null;
        return value is not null || text == Drawn;
    }
}

/// <summary>One of a few words, each with what it stands for.</summary>
public sealed record WordParameter<T> : TaskParameter<T>
{
    private readonly (string Word, T Value)[] _words;

    /// <param name="name">As typed.</param>
    /// <param name="meaning">What it does, word by word where that is needed.</param>
    /// <param name="words">The first holds when it is left out.</param>
    public WordParameter(string name, string meaning, params (string Word, T Value)[] words)
        : base(name, words[0].Word, $"one of {string.Join(", ", words.Select(w => w.Word))}", meaning, [.. words.Select(w => w.Word)])
    {
        _words = words;
    }

    /// <inheritdoc cref="TaskParameter.But"/>
    public new WordParameter<T> But(string value, string when) => (WordParameter<T>)base.But(value, when);

    internal override bool TryRead(TaskParameters parameters, string text, out T value)
    {
        var found = Array.FindIndex(_words, known => known.Word == text);
        value = found < 0 ? default! : _words[found].Value;
        return found >= 0;
    }

    internal override string Hint(string text) => NearestName.Hint(text, Values);
}

/// <summary>Some of a few words, each at most once, joined by +; all of them when it is left out. Their order is the declared one.</summary>
public sealed record WordsParameter : TaskParameter<IReadOnlyList<string>>
{
    /// <param name="name">As typed.</param>
    /// <param name="meaning">What it does.</param>
    /// <param name="words">All that there are.</param>
    public WordsParameter(string name, string meaning, IReadOnlyList<string> words)
        : base(name, string.Join('+', words), $"some of {string.Join(", ", words)}, each once, joined by +", meaning, [.. words, string.Join('+', words)])
    {
        Words = words;
    }

    /// <summary>All that there are.</summary>
    public IReadOnlyList<string> Words { get; }

    internal override bool TryRead(TaskParameters parameters, string text, out IReadOnlyList<string> value)
    {
        var given = text.Split('+');
        value = [.. Words.Where(given.Contains)];
        return given.All(Words.Contains) && value.Count == given.Length;
    }
}

/// <summary>A text with a form of its own.</summary>
public sealed record TextParameter<T> : TaskParameter<T>
    where T : class?
{
    private readonly Func<TaskParameters, string, T?> _read;

    /// <param name="name">As typed.</param>
    /// <param name="otherwise">What holds when it is left out; a text that can be read.</param>
    /// <param name="range">Says the form.</param>
    /// <param name="meaning">What it does.</param>
    /// <param name="examples">Texts of the form.</param>
    /// <param name="read">The value of a text, or null where it has another form.</param>
    public TextParameter(
        string name, string otherwise, string range, string meaning, IReadOnlyList<string> examples, Func<TaskParameters, string, T?> read)
        : base(name, otherwise, range, meaning, examples)
    {
        _read = read;
    }

    /// <inheritdoc cref="TaskParameter.But"/>
    public new TextParameter<T> But(string value, string when) => (TextParameter<T>)base.But(value, when);

    internal override bool TryRead(TaskParameters parameters, string text, out T value)
    {
        value = _read(parameters, text)!;
        return value is not null;
    }
}

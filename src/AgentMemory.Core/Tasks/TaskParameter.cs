using System.Collections.Immutable;

namespace AgentMemory.Core.Tasks;

/// <summary>
/// A parameter of a family of tasks, declared once. The family's factory reads it by this declaration
/// (<see cref="TaskParameters.Read{T}(TaskParameter{T}, ReadOnlySpan{bool})"/>); errors, lists, reference pages, completions and the
/// conformance kit say and try what is declared here.
/// </summary>
public abstract record TaskParameter
{
    private const string TwinName = "twin";

    private protected TaskParameter(string name, string otherwise, string range, string meaning, IReadOnlyList<string> values)
    {
        Name = name;
        Otherwise = otherwise;
        Range = range;
        Meaning = meaning;
        Values = values;
    }

    /// <summary>The parameter that every family takes.</summary>
    public static NumberParameter<ulong> Seed { get; } = new("seed", "1", Ranges.Seed, "rules every random choice");

    /// <summary>As typed.</summary>
    public string Name { get; }

    /// <summary>What it does, without its range and its default. One line.</summary>
    public string Meaning { get; }

    /// <summary>What may be given, as in "a whole number from 1 to 4". One line.</summary>
    public string Range { get; init; }

    /// <summary>What holds when it is left out, with the cases in which something else does; empty where then nothing holds.</summary>
    public string Default => string.Join("; ", Cases.Select(c => $"{c.Value} {c.When}").Prepend(Otherwise));

    /// <summary>Values to try and to offer: the least and the greatest number, every word, examples of what is written freely.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Tasks that differ in this parameter alone are of one world: they are drawn from one seed.</summary>
    public bool KeepsWorld { get; init; }

    /// <summary>Where it is given the world is a known one, and no seed changes it.</summary>
    public bool FixesWorld { get; init; }

    /// <summary>Its value names a file or folder, which is read for people alone: a program or a model that asks for tasks gets none of it.</summary>
    public bool NamesFile { get; init; }

    /// <summary>Names that it had before, each with what is written now.</summary>
    public ImmutableSortedDictionary<string, string> Formerly { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What holds when it is left out and no case applies.</summary>
    internal string Otherwise { get; }

    /// <summary>What holds instead when it is left out, and when; the first that applies counts.</summary>
    internal ImmutableArray<(string Value, string When)> Cases { get; init; } = [];

    /// <summary>A whole number.</summary>
    public static NumberParameter<int> Whole(string name, int otherwise, int least, int most, string meaning) =>
        new(name, Text(otherwise), new NumberRange<int>(least, most), meaning);

    /// <summary>A whole number that follows from other parameters when it is left out.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="otherwise">Says how it follows.</param>
    /// <param name="least">No value is less.</param>
    /// <param name="most">No value is greater.</param>
    /// <param name="meaning">What it does.</param>
    public static NumberParameter<int> Whole(string name, string otherwise, int least, int most, string meaning) =>
        new(name, otherwise, new NumberRange<int>(least, most), meaning);

    /// <summary>A whole number, or <c>drawn</c>, which holds when it is left out: null.</summary>
    public static DrawnParameter WholeOrDrawn(string name, int least, int most, string meaning) =>
        new(name, new NumberRange<int>(least, most), meaning);

    /// <summary>true or false; false when it is left out.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="meaning">What true does.</param>
    public static WordParameter<bool> Flag(string name, string meaning) => new(name, $"true: {meaning}", ("false", false), ("true", true));

    /// <summary>true, false, or <c>drawn</c>, which holds when it is left out: null.</summary>
    public static WordParameter<bool?> FlagOrDrawn(string name, string meaning) =>
        new(name, $"true: {meaning}", ("drawn", null), ("true", true), ("false", false));

    /// <summary>One of a few words; the first holds when it is left out.</summary>
    public static WordParameter<string> Word(string name, string meaning, params ReadOnlySpan<string> words)
    {
        var known = new (string, string)[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            known[i] = (words[i], words[i]);
        }

        return new WordParameter<string>(name, meaning, known);
    }

    /// <summary>The parameter by which twins are asked for, written alike in all families.</summary>
    /// <param name="scrambled">What the twin with other names has.</param>
    /// <param name="varied">What is changed in the twin under the same names.</param>
    public static WordParameter<TaskTwin> Twin(string scrambled, string varied) => new(
        TwinName,
        $"scrambled: {scrambled}; varied: {varied}",
        ("none", TaskTwin.None),
        ("scrambled", TaskTwin.Scrambled),
        ("varied", TaskTwin.Varied))
    {
        KeepsWorld = true,
        Formerly = ImmutableSortedDictionary<string, string>.Empty.Add("scrambled", $"{TwinName}=scrambled").Add("varied", $"{TwinName}=varied"),
    };

    /// <summary>The same parameter with another value when it is left out in some case.</summary>
    /// <param name="value">What holds then.</param>
    /// <param name="when">The case, as in "with several heaps"; whether it applies is said where the parameter is read.</param>
    public TaskParameter But(string value, string when) => this with { Cases = Cases.Add((value, when)) };

    /// <summary>The value in its one spelling, whether it was given or left out.</summary>
    public virtual string Spelling(TaskParameters parameters) => parameters.Given(Name) ?? Otherwise;

    /// <summary>The end of the error line about a text that is no value.</summary>
    internal virtual string Hint(string text) => "";

    private protected static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}

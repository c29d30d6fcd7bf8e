namespace AgentMemory.Core.Learners;

/// <summary>Declares a setting of a learner, or what a word of it means.</summary>
/// <param name="meaning">What it is, with its unit: a sentence for people.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SettingAttribute(string meaning) : Attribute
{
    public string Meaning { get; } = meaning;

    /// <summary>The least that a number may be. Numbers need both ends; a number's range is closed.</summary>
    public double Least { get; init; } = double.NaN;

    /// <summary>The most that a number may be.</summary>
    public double Most { get; init; } = double.NaN;

    /// <summary>
    /// A number that says how much a learner can hold: two learners of one id that are alike but for such numbers, each doubled, are one
    /// learner with its memory doubled.
    /// </summary>
    public bool IsMemorySize { get; init; }

    /// <summary>A memory size beside it that it may be doubled with, since their ratio is what counts; null for none.</summary>
    public string? ScalesWith { get; init; }
}

/// <summary>
/// How a setting was spelt while all settings of a learner stood flat side by side: its whole name, or before a record of settings what
/// all names in it began with. A plan that still has the old spelling is told the new one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WasAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>A setting that a learner had and has no more.</summary>
/// <param name="name">As it was spelt.</param>
/// <param name="why">The end of "is gone, since".</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GoneSettingAttribute(string name, string why) : Attribute
{
    public string Name { get; } = name;

    public string Why { get; } = why;
}

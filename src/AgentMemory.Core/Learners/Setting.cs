using System.Reflection;
using System.Text.Json;

namespace AgentMemory.Core.Learners;

/// <summary>One setting of a learner, as its record declares it.</summary>
public sealed class Setting
{
    // From the learner's record to the property; each step but the last is a record of settings.
    private readonly PropertyInfo[] _way;

    internal Setting(IReadOnlyList<PropertyInfo> way)
    {
        _way = [.. way];
        var declared = _way[^1].GetCustomAttribute<SettingAttribute>()!;
        (Path, Form, Meaning) = (PathOf(way), FormOf(_way[^1], declared), declared.Meaning);
        IsMemorySize = declared.IsMemorySize;
        ScalesWith = declared.ScalesWith is { } other ? PathOf([.. _way[..^1], MemorySizeOf(_way[^1], other)]) : null;
        FlatName = string.Concat(_way[..^1].Select(step => step.GetCustomAttribute<WasAttribute>()?.Name))
            + (_way[^1].GetCustomAttribute<WasAttribute>()?.Name ?? NameOf(_way[^1]));
    }

    /// <summary>Its name with the records it stands in before it: <c>adapter.rank</c>.</summary>
    public string Path { get; }

    public SettingForm Form { get; }

    public string Meaning { get; }

    /// <summary>Says how much its learner can hold.</summary>
    public bool IsMemorySize { get; }

    /// <summary>The path of the memory size that it may be doubled with, or null.</summary>
    public string? ScalesWith { get; }

    /// <summary>How it was spelt while settings stood flat side by side.</summary>
    internal string FlatName { get; }

    /// <summary>Its value as plans have it.</summary>
    public string TextIn(LearnerSettings settings) => Form.Write(ValueIn(settings));

    /// <summary>The same settings with this one changed.</summary>
    /// <exception cref="UserErrorException">The text is no value of it; the line says what is.</exception>
    public LearnerSettings With(LearnerSettings settings, string text) => Form.Read(text) is { } value
        ? (LearnerSettings)Changed(settings, 0, value)
        : throw new UserErrorException($"{Path}: {text} cannot be used; it is {Form}{Form.Hint(text)}");

    internal static string NameOf(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    internal static string PathOf(IEnumerable<PropertyInfo> way) => string.Join('.', way.Select(NameOf));

    /// <summary>The properties that declare settings: those of the record it derives from first, each in the order of declaration.</summary>
    internal static IReadOnlyList<PropertyInfo> DeclaredBy(Type record) =>
    [
        .. record.BaseType is { } below && below != typeof(object) ? DeclaredBy(below) : [],
        .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.IsDefined(typeof(SettingAttribute))).OrderBy(property => property.MetadataToken),
    ];

    private object ValueIn(object settings) => _way.Aggregate(settings, (owner, step) => step.GetValue(owner)!);

    // Records are never changed: every record on the way is made anew, with all other properties as they were.
    private object Changed(object owner, int depth, object value)
    {
        var own = depth == _way.Length - 1 ? value : Changed(_way[depth].GetValue(owner)!, depth + 1, value);
        var copy = Activator.CreateInstance(owner.GetType())!;
        foreach (var property in DeclaredBy(owner.GetType()))
        {
            property.SetValue(copy, NameOf(property) == NameOf(_way[depth]) ? own : property.GetValue(owner));
        }

        return copy;
    }

    private static PropertyInfo MemorySizeOf(PropertyInfo scale, string name) =>
        scale.DeclaringType!.GetProperty(name) is { } size && size.GetCustomAttribute<SettingAttribute>() is { IsMemorySize: true }
            ? size
            : throw new ArgumentException($"{scale.DeclaringType.Name}.{scale.Name} scales with {name}, which is no memory size", nameof(name));

    private static SettingForm FormOf(PropertyInfo property, SettingAttribute declared)
    {
        var type = property.PropertyType;
        if ((type == typeof(int) || type == typeof(double)) && !(declared.Least <= declared.Most))
        {
            throw new ArgumentException($"{property.DeclaringType!.Name}.{property.Name} needs Least and Most", nameof(property));
        }

        return type == typeof(int) ? new SettingForm.Whole(new NumberRange<int>((int)declared.Least, (int)declared.Most))
            : type == typeof(double) ? new SettingForm.Number(new NumberRange<double>(declared.Least, declared.Most))
            : type == typeof(bool) ? new SettingForm.Flag()
            : type.IsEnum ? new SettingForm.Word(type)
            : throw new ArgumentException($"{property.DeclaringType!.Name}.{property.Name} is of a type that no setting has", nameof(property));
    }
}

using System.Reflection;

namespace AgentMemory.Core.Learners;

/// <summary>A record of settings inside another: a mapping in a plan.</summary>
/// <param name="Path">Its name with the records it stands in before it.</param>
/// <param name="Meaning">For people.</param>
public sealed record SettingGroup(string Path, string Meaning);

/// <summary>All settings of a learner, in the order of their declaration, whatever records they stand in.</summary>
public sealed class SettingList
{
    private readonly Type _record;

    private SettingList(Type record)
    {
        _record = record;
        var (all, groups) = (new List<Setting>(), new List<SettingGroup>());
        Collect(record, [], all, groups);
        (All, Groups) = (all, groups);
    }

    public IReadOnlyList<Setting> All { get; }

    public IReadOnlyList<SettingGroup> Groups { get; }

    /// <summary>The settings of a record's kind; its values do not matter.</summary>
    public static SettingList Of(LearnerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new SettingList(settings.GetType());
    }

    /// <summary>The setting of a path, or null.</summary>
    public Setting? Find(string path) => All.FirstOrDefault(setting => setting.Path == path);

    public bool HasGroup(string path) => Groups.Any(group => group.Path == path);

    /// <summary>The setting that was spelt so while settings stood flat, and is spelt otherwise now; or null.</summary>
    public Setting? Formerly(string name) => Find(name) is null ? All.FirstOrDefault(setting => setting.FlatName == name) : null;

    /// <summary>Why a setting that was spelt so is there no more; null where there was none.</summary>
    public string? WhyGone(string name) =>
        _record.GetCustomAttributes<GoneSettingAttribute>().FirstOrDefault(gone => gone.Name == name)?.Why;

    /// <summary>
    /// Why this is no setting, and what to write instead: an earlier spelling, one that is gone, a path that is to be nested, or
    /// a misspelt name.
    /// </summary>
    public string WhyUnknown(string name)
    {
        var last = LastOf(name);
        return Find(name) is not null ? $"{name} is written {Nested(name)}"
            : (Formerly(name) ?? Formerly(last)) is { } setting ? $"{name} is now {setting.Path}{(IsNested(setting) ? $"; write {Nested(setting.Path)}" : "")}"
            : WhyGone(last) is { } why ? $"{name} is gone, since {why}; take it out"
            : Misspelt(name, last);
    }

    /// <summary>Settings with some of them changed.</summary>
    /// <param name="settings">Of the list's kind.</param>
    /// <param name="changes">Texts by path.</param>
    /// <exception cref="UserErrorException">A setting is unknown, or a text is no value of it.</exception>
    public LearnerSettings Changed(LearnerSettings settings, IReadOnlyDictionary<string, string> changes) =>
        changes.Aggregate(settings, (sofar, change) =>
            (Find(change.Key) ?? throw new UserErrorException(WhyUnknown(change.Key))).With(sofar, change.Value));

    /// <summary>Refuses values that a program set and no plan could.</summary>
    /// <exception cref="UserErrorException">A value is out of its range, or two cannot stand together.</exception>
    public static void Check(string learner, LearnerSettings settings)
    {
        try
        {
            Of(settings).All.ToList().ForEach(setting => setting.With(settings, setting.TextIn(settings)));
        }
        catch (UserErrorException e)
        {
            throw new UserErrorException($"learner {learner}: {e.Message}", e);
        }

        if (settings.Contradiction is { } why)
        {
            throw new UserErrorException($"learner {learner}: {why}");
        }
    }

    private string Misspelt(string name, string last)
    {
        var group = name[..^last.Length];
        string[] all = [.. All.Select(setting => setting.Path)];
        string[] own = [.. all.Where(path => path.StartsWith(group, StringComparison.Ordinal))];
        var near = NearestName.Of(name, [.. all, .. Groups.Select(known => known.Path)])
            // A last part names its setting where it is like that of one setting alone.
            ?? (all.Where(path => NearestName.Of(last, [LastOf(path)]) is not null).Take(2).ToList() is [var only] ? only : null);
        return $"there is no setting \"{name}\"; it takes {(own.Length == 0 ? "no settings" : string.Join(", ", own))}"
            + (near is null ? "" : $"; did you mean '{near}'?");
    }

    private static bool IsNested(Setting setting) => setting.Path.Contains('.', StringComparison.Ordinal);

    private static string LastOf(string path) => path[(path.LastIndexOf('.') + 1)..];

    // adapter.rank: adapter: {rank: ...}
    private static string Nested(string path)
    {
        var parts = path.Split('.');
        return $"{string.Join(": {", parts)}: ...{new string('}', parts.Length - 1)}";
    }

    private static void Collect(Type record, IReadOnlyList<PropertyInfo> way, List<Setting> all, List<SettingGroup> groups)
    {
        foreach (var property in Setting.DeclaredBy(record))
        {
            IReadOnlyList<PropertyInfo> here = [.. way, property];
            if (property.PropertyType.IsClass)
            {
                groups.Add(new SettingGroup(Setting.PathOf(here), property.GetCustomAttribute<SettingAttribute>()!.Meaning));
                Collect(property.PropertyType, here, all, groups);
            }
            else
            {
                all.Add(new Setting(here));
            }
        }
    }
}

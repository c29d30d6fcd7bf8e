using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Plans;

/// <summary>
/// The users' files behind a plan's tasks. Their hashes stand in the resolved plan and so in its own hash: a run is never gone on with
/// after one was changed.
/// </summary>
public static class TaskFiles
{
    private const int DigitsShown = 12;

    /// <summary>The plan with the files that its tasks are made from.</summary>
    /// <param name="plan">As it was read; one of a finished run already names its files.</param>
    /// <param name="catalogue">Knows the tasks.</param>
    /// <exception cref="UserErrorException">A file cannot be read, or is not what it was when the plan was resolved.</exception>
    public static Plan Pinned(Plan plan, ITaskCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(catalogue);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in plan.Streams.SelectMany(stream => stream).Distinct(StringComparer.Ordinal))
        {
            foreach (var file in catalogue.FamilyOf(name)?.FilesOf(TaskParameters.Parse(name)) ?? [])
            {
                files[file.Path] = file.Sha256;
            }
        }

        if (plan.Files.Count > 0)
        {
            RefuseChanged(plan, files);
        }

        return plan with { Files = files };
    }

    /// <summary>A plan's list of files; empty where it has none.</summary>
    internal static SortedDictionary<string, string> Read(YamlMap map, string field)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, sha256) in !map.Has(field) ? [] : map.List(field, node =>
        {
            var entry = map.Map(node, field);
            var file = (entry.Text("file"), entry.Text("sha256"));
            entry.RefuseUnread();
            return file;
        }))
        {
            files[path] = sha256;
        }

        return files;
    }

    private static void RefuseChanged(Plan plan, SortedDictionary<string, string> now)
    {
        foreach (var (path, sha256) in plan.Files)
        {
            if (!now.TryGetValue(path, out var found))
            {
                throw Changed(plan, path, "is not among the files of its tasks any more");
            }

            if (found != sha256)
            {
                throw Changed(plan, path, $"has changed: its sha256 begins with {Short(found)} and was {Short(sha256)}");
            }
        }

        if (now.Keys.FirstOrDefault(path => !plan.Files.ContainsKey(path)) is { } added)
        {
            throw Changed(plan, added, "was not among the files of its tasks");
        }
    }

    private static UserErrorException Changed(Plan plan, string path, string what) =>
        new($"plan {plan.Name}: {path} {what}; bring back the files as they were, or begin anew in another output folder");

    private static string Short(string sha256) => sha256.Length <= DigitsShown ? sha256 : sha256[..DigitsShown];
}

using System.Globalization;

namespace AgentMemory.Core.Machine;

/// <summary>The memory that a Linux control group (a container, a service) leaves to this process, by version 2 or 1 of its files.</summary>
internal static class ControlGroup
{
    /// <summary>Bytes below the tightest limit, with the file pages that would be given back; null where there is no limit.</summary>
    /// <param name="membership">Which groups the process is in, as /proc/self/cgroup says.</param>
    /// <param name="root">Where groups are mounted.</param>
    public static long? AvailableBytes(string membership = "/proc/self/cgroup", string root = "/sys/fs/cgroup")
    {
        if (!File.Exists(membership))
        {
            return null;
        }

        long? least = null;
        foreach (var parts in File.ReadLines(membership).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            var (mount, limit, usage, pages) = parts[1].Length == 0
                ? (root, "memory.max", "memory.current", "inactive_file ")
                : (Path.Combine(root, "memory"), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ");
            if (parts[1].Length > 0 && !parts[1].Split(',').Contains("memory"))
            {
                continue;
            }

            // A limit may be set on any group above. Inside a container the path may be one of the host's, and the mount is the group.
            var names = parts[2].Split('/', StringSplitOptions.RemoveEmptyEntries);
            for (var count = names.Length; count >= 0; count--)
            {
                var folder = Path.Combine([mount, .. names[..count]]);
                if (Number(folder, limit) is { } most && Number(folder, usage) is { } used)
                {
                    var left = Math.Max(0, most - used + Pages(folder, pages));
                    least = Math.Min(least ?? long.MaxValue, left);
                }
            }
        }

        return least;
    }

    private static long? Number(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    private static long Pages(string folder, string name)
    {
        var path = Path.Combine(folder, "memory.stat");
        var line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return long.TryParse(line?[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
    }
}

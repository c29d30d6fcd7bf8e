using System.Globalization;

namespace AgentMemory.Core.Machine;

/// <summary>The memory of this machine.</summary>
public static class MachineMemory
{
    private const string Figures = "/proc/meminfo";
    private const string Available = "MemAvailable:";

    /// <summary>
    /// Bytes that can be had without swapping, within the limits that the system or a container sets. Linux counts what
    /// file pages would give back, in the machine and in the control group; elsewhere the collector's last figures stand in.
    /// </summary>
    public static long AvailableBytes()
    {
        var collector = GC.GetGCMemoryInfo();
        var free = Math.Max(0, collector.TotalAvailableMemoryBytes - collector.MemoryLoadBytes);
        if (!OperatingSystem.IsLinux() || !File.Exists(Figures))
        {
            return free;
        }

        var line = File.ReadLines(Figures).FirstOrDefault(line => line.StartsWith(Available, StringComparison.Ordinal));
        return line is not null
            && long.TryParse(line[Available.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture, out var kibibytes)
                ? Math.Min(Math.Min(kibibytes * 1_024, collector.TotalAvailableMemoryBytes), ControlGroup.AvailableBytes() ?? long.MaxValue)
                : free;
    }
}

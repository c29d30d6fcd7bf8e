using System.Globalization;

namespace AgentMemory.Core.Machine;

/// <summary>How busy the processors of this machine are.</summary>
public static class MachineLoad
{
    private const string Figures = "/proc/stat";

    /// <summary>Ticks a second of those figures: USER_HZ, which is part of Linux's interface and does not follow the kernel's own rate.</summary>
    private const double TicksASecond = 100;

    /// <summary>Long enough for ten ticks of every core, short enough not to be noticed.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMilliseconds(100);

    /// <summary>Cores that other processes keep busy, on average over a tenth of a second; 0 where the system does not tell (it is Linux that does).</summary>
    public static double BusyCores()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Figures))
        {
            return 0;
        }

        var (before, own) = (File.ReadAllText(Figures), Environment.CpuUsage.TotalTime);
        using var never = new ManualResetEvent(false);
        never.WaitOne(Span);
        return BusyCores(before, File.ReadAllText(Figures), Environment.CpuUsage.TotalTime - own);
    }

    /// <summary>The same from two texts of /proc/stat.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    /// <param name="own">What this process computed between them, on all cores together.</param>
    public static double BusyCores(string before, string after, TimeSpan own)
    {
        var (first, second) = (Ticks(before), Ticks(after));
        var all = second.All - first.All;
        if (all <= 0 || second.Cores == 0)
        {
            return 0;
        }

        var ticks = (second.Busy - first.Busy) - (own.TotalSeconds * TicksASecond);
        return Math.Clamp(ticks / all, 0, 1) * second.Cores;
    }

    // proc_stat(5): "cpu user nice system idle iowait irq softirq steal guest guest_nice"; guests are counted in user and nice.
    private static (long Busy, long All, int Cores) Ticks(string text)
    {
        var lines = text.Split('\n');
        var numbers = (lines.FirstOrDefault(line => line.StartsWith("cpu ", StringComparison.Ordinal)) ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(word => long.TryParse(word, CultureInfo.InvariantCulture, out var ticks) ? ticks : 0).ToArray();
        var idle = numbers.Skip(3).Take(2).Sum();
        var cores = lines.Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3]));
        return (numbers.Sum() - idle, numbers.Sum(), cores);
    }
}

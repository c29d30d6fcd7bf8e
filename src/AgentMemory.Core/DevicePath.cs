namespace AgentMemory.Core;

/// <summary>
/// Paths behind which no file lies but a device or the kernel. A result that is put in its place by renaming would replace the device
/// for the whole machine, so nothing is written there.
/// </summary>
public static class DevicePath
{
    private static readonly string[] Roots = ["/dev/", "/proc/", "/sys/"];

    // Ordinary files in memory.
    private const string SharedMemory = "/dev/shm/";

    /// <summary>Whether a path names a device or something of the kernel's. Never on Windows, which refuses such names itself.</summary>
    public static bool Is(string path)
    {
        if (OperatingSystem.IsWindows() || path.Length == 0 || path.Contains('\0'))
        {
            return false;
        }

        var full = Path.GetFullPath(path);
        return Roots.Any(root => full.StartsWith(root, StringComparison.Ordinal)) && !full.StartsWith(SharedMemory, StringComparison.Ordinal);
    }
}

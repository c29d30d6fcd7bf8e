namespace AgentMemory.Core.Machine;

/// <summary>The disks of this machine.</summary>
public static class MachineDisk
{
    /// <summary>Bytes that can be written where a path is or will be; null where the system does not say.</summary>
    public static long? AvailableBytes(string path)
    {
        try
        {
            var there = Path.GetFullPath(path);
            while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
            {
                there = parent;
            }

            return new DriveInfo(there).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A network share has no drive; what it cannot hold is told when it is written.
            return null;
        }
    }
}

namespace AgentMemory.Tests.Memory.Store;

/// <summary>What the files of a store hold, the write-ahead log among them; its index (-shm) holds no content.</summary>
internal static class StoreBytes
{
    public static bool Hold(string folder, ReadOnlySpan<byte> part)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            if (bytes.ToArray().AsSpan().IndexOf(part) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

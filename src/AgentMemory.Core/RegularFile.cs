using System.Formats.Tar;

namespace AgentMemory.Core;

/// <summary>
/// Tells files from named pipes and devices before they are opened: opening a pipe waits for somebody who writes it, and no signal
/// handler of ours runs until then. Pipes that the shell itself hands over (/dev/stdin, &lt;(...)) have a writer and are read.
/// </summary>
public static class RegularFile
{
    /// <summary>What a path leads to, with its article; null for a file, and for what cannot be told: opening it says what is wrong.</summary>
    public static string? OtherKind(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (OperatingSystem.IsWindows() || path.Length == 0)
            {
                return null;
            }

            // What the shell handed over is a link to something without a path of its own. Neither pipes nor devices have a length.
            var named = new FileInfo(path);
            var target = named.ResolveLinkTarget(returnFinalTarget: true) is { } end ? new FileInfo(end.FullName) : named;
            return target is { Exists: true, Length: 0 } ? Kind(target.FullName) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Refuses what is no file.</summary>
    /// <param name="path">As the user typed it.</param>
    /// <param name="what">What it should have been: "plan".</param>
    /// <exception cref="UserErrorException">It is a named pipe or a device.</exception>
    public static void Require(string path, string what)
    {
        if (OtherKind(path) is { } kind)
        {
            throw new UserErrorException($"{what} {path} is {kind}, which is not opened; name a file");
        }
    }

    // .NET tells permissions and times of a file and not its kind, but for archives: an entry is made without opening what is no file.
    private static string? Kind(string target)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(target, "entry");
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType switch
        {
            TarEntryType.Fifo => "a named pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            _ => null,
        };
    }
}

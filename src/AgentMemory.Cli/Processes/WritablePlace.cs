using AgentMemory.Core;

namespace AgentMemory.Cli.Processes;

/// <summary>Whether something can be written, asked before hours of work and without leaving anything.</summary>
internal static class WritablePlace
{
    /// <summary>Checks a folder that is there or will be made.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <param name="option">The option that names another.</param>
    /// <exception cref="UserErrorException">Nothing can be written there.</exception>
    public static void Check(string path, string what, string option)
    {
        try
        {
            var place = Path.GetFullPath(path);
            while (!Directory.Exists(place))
            {
                if (File.Exists(place))
                {
                    throw new IOException($"{place} is a file");
                }

                place = Path.GetDirectoryName(place) ?? throw new IOException("the drive is not there");
            }

            Probe(place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserErrorException($"{what} {path} cannot be written ({e.Message.TrimEnd('.')}); name another with {option}", e);
        }
    }

    /// <summary>Checks a file that will be written: its folder is there and can be written, and it is no folder itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names it.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void CheckFile(string path, string option)
    {
        if (path.Length == 0)
        {
            throw new UserErrorException($"{option} names no file; give it a name");
        }

        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new UserErrorException($"{option} {path} is a folder; name a file in it");
        }

        if (DevicePath.Is(path))
        {
            throw new UserErrorException($"{option} {path} is a device; name an ordinary file");
        }

        RegularFile.Require(path, option);

        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
            if (!Directory.Exists(folder))
            {
                throw new UserErrorException($"the folder of {option} {path} is not there; make it first");
            }

            if (File.Exists(path))
            {
                using var opened = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                return;
            }

            Probe(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserErrorException($"{option} {path} cannot be written ({e.Message.TrimEnd('.')}); name another file", e);
        }
    }

    /// <summary>Whether a file that is there can be written, and files beside it made.</summary>
    public static bool IsWritable(string path)
    {
        if (RegularFile.OtherKind(path) is not null)
        {
            return false;
        }

        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                Probe(Path.GetDirectoryName(Path.GetFullPath(path))!);
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Probe(string folder)
    {
        var probe = Path.Combine(folder, $".agentmemory-{Guid.NewGuid():N}");
        using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }
}

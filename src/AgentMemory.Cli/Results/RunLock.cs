using System.Security.Cryptography;
using System.Text;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;

namespace AgentMemory.Cli.Results;

/// <summary>
/// One process at a time works on a result folder. The folder is made with the first finished block, so its path is reserved
/// among the machine's temporary files before; from then on a lock inside keeps out processes that see the folder by another
/// path or from another machine.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = ".lock";
    private readonly string _folder;
    private readonly FileLock? _reserved;
    private FileLock? _inside;

    private RunLock(string folder, FileLock? reserved)
    {
        _folder = folder;
        _reserved = reserved;
    }

    /// <summary>Takes the folder, or gives null where another process works on it.</summary>
    public static RunLock? TryTake(string folder)
    {
        FileLock? reserved = null;
        if (Reservations() is { } place)
        {
            reserved = FileLock.TryTake(Path.Combine(place, NameOf(folder)));
            if (reserved is null)
            {
                return null;
            }
        }

        var taken = new RunLock(folder, reserved);
        if (!Directory.Exists(folder) || taken.LockInside())
        {
            return taken;
        }

        taken.Dispose();
        return null;
    }

    /// <summary>Makes the folder, where it is not there yet, and locks it.</summary>
    /// <exception cref="UserErrorException">It cannot be made, or another process was faster.</exception>
    public void MakeFolder()
    {
        if (_inside is not null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"output folder {_folder} cannot be written ({e.Message}); name another with --out", e);
        }

        if (!LockInside())
        {
            throw InUse(_folder);
        }
    }

    public void Dispose()
    {
        _inside?.Dispose();
        _reserved?.Dispose();
    }

    /// <summary>What a second process is told.</summary>
    public static UserErrorException InUse(string folder) =>
        new($"{folder} is in use: another process runs a comparison in it; wait for it or end it, or name another folder with --out");

    private bool LockInside()
    {
        _inside = FileLock.TryTake(Path.Combine(_folder, FileName));
        return _inside is not null;
    }

    private static string NameOf(string folder) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))))[..32];

    // Where no temporary file can be made, the lock inside the folder has to do.
    private static string? Reservations()
    {
        try
        {
            return Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"agentmemory-{Environment.UserName}")).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

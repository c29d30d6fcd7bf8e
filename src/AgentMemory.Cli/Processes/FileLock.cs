using AgentMemory.Core;

namespace AgentMemory.Cli.Processes;

/// <summary>
/// An empty file that one process holds at a time. The system lets go of it when the process ends, however that was, so a killed
/// run locks nobody out.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file)
    {
        _file = file;
    }

    /// <summary>Takes the lock, or gives null where another process holds it.</summary>
    /// <param name="path">The lock's file; its folder is there.</param>
    /// <exception cref="UserErrorException">The file may not be made.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UserErrorException($"{path} cannot be made ({e.Message}); name a folder that can be written", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException($"{path} cannot be made ({e.Message}); name a folder that can be written", e);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}

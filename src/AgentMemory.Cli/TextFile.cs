using AgentMemory.Core;

namespace AgentMemory.Cli;

/// <summary>Text files that users name.</summary>
internal static class TextFile
{
    /// <summary>The whole file.</summary>
    /// <exception cref="UserErrorException">It cannot be read; <paramref name="what"/> says what it should have been.</exception>
    public static string Read(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{what} {path} cannot be read ({e.Message}); name a file that is there", e);
        }
    }

    /// <summary>Writes a file that the user named.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"{path} cannot be written ({e.Message}); name a file in a folder that can", e);
        }
    }
}

using AgentMemory.Core;

namespace AgentMemory.Fields.Questions;

/// <summary>Reads files that a user names, and nothing else that a path may lead to: no device, and no pipe, which would keep the program waiting.</summary>
internal static class OrdinaryFile
{
    /// <summary>All bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it should have been, in errors: "questions".</param>
    /// <param name="bytesMax">No file is larger.</param>
    /// <exception cref="UserErrorException">It is no ordinary file, is empty or too large, or cannot be read.</exception>
    public static byte[] Read(string path, string what, long bytesMax)
    {
        if (!File.Exists(path))
        {
            // The common reader says what is wrong with it.
            return TextFile.Bytes(path, what);
        }

        var file = Behind(Path.GetFullPath(path), what);
        if (DevicePath.Is(file.FullName))
        {
            throw new UserErrorException($"{what} {path} is a device; name an ordinary file");
        }

        // A pipe has no length either, and opening one would wait for whoever writes it.
        if (file.Length == 0)
        {
            throw new UserErrorException($"{what} {path} is empty, or is no ordinary file; name a file that holds text");
        }

        if (file.Length > bytesMax)
        {
            throw new UserErrorException($"{what} {path} has {file.Length >> 20:N0} MiB, and {bytesMax >> 20} MiB can be read; take a part of it");
        }

        return TextFile.Bytes(path, what);
    }

    /// <summary>The file at the end of a chain of links.</summary>
    private static FileInfo Behind(string path, string what)
    {
        try
        {
            var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            return file.Exists ? file : throw new FileNotFoundException("it is a link that leads to no file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{what} {path} cannot be read ({e.Message.TrimEnd('.')}); name a file that is there", e);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Takes what native code writes to standard error past its log, so that a user's mistake costs one line with the reason in it and
/// not the whole of what was wrong. Standard error belongs to the process: what others write to it meanwhile is taken too.
/// </summary>
internal static partial class StandardError
{
    private const int Descriptor = 2;
    private static readonly Lock Gate = new();

    /// <summary>Calls, and gives what was written meanwhile; where it cannot be taken (Windows, no temporary folder), it is written as ever.</summary>
    internal static (T Result, string Said) Taken<T>(Func<T> call)
    {
        lock (Gate)
        {
            if (OperatingSystem.IsWindows() || !TryMakeFile(out var path))
            {
                return (call(), "");
            }

            try
            {
                return (Into(path, call), File.ReadAllText(path));
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    private static T Into<T>(string path, Func<T> call)
    {
        var kept = dup(Descriptor);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        dup2((int)file.DangerousGetHandle(), Descriptor);
        try
        {
            return call();
        }
        finally
        {
            dup2(kept, Descriptor);
            close(kept);
        }
    }

    private static bool TryMakeFile([NotNullWhen(true)] out string? path)
    {
        try
        {
            path = Path.GetTempFileName();
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            path = null;
            return false;
        }
    }

    [LibraryImport("libc")]
    private static partial int dup(int descriptor);

    [LibraryImport("libc")]
    private static partial int dup2(int descriptor, int into);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}

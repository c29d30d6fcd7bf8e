using System.Collections;
using System.Text;
using Mono.Unix.Native;

namespace AgentMemory.Cli.Processes;

/// <summary>
/// This program in place of itself (execve), for variables that libraries read when the process starts: number, input, output and
/// parent of the process stay, so signals and exit code need not be passed on.
/// </summary>
internal static class ProcessRestart
{
    private const string OwnLine = "/proc/self/cmdline";

    /// <summary>
    /// Starts again with more variables; one that is set already stays as it is. Returns only where it cannot: not on Linux, or the
    /// system refuses.
    /// </summary>
    public static void With(params ReadOnlySpan<(string Name, string Value)> variables)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessPath is not { } program || Line() is not { } line)
        {
            return;
        }

        var surroundings = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}").ToList();
        foreach (var (name, value) in variables)
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                surroundings.Add($"{name}={value}");
            }
        }

        // C's lists end with a null pointer.
        _ = Syscall.execve(program, [.. line, null!], [.. surroundings, null!]);
    }

    // As the process was started, the dotnet host's own arguments included, each with a zero byte after it. Text that is no UTF-8
    // would come back changed.
    private static string[]? Line()
    {
        var bytes = File.ReadAllBytes(OwnLine);
        var text = Encoding.UTF8.GetString(bytes);
        return bytes.Length > 0 && Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes) ? text[..^1].Split('\0') : null;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using AgentMemory.Core;

namespace AgentMemory.Cli.Processes;

/// <summary>This program once more, in a process of its own.</summary>
internal static class OwnProgram
{
    private static readonly ConcurrentDictionary<Process, bool> Running = new();

    /// <summary>Ends every process started here that still runs: this one is about to end hard.</summary>
    public static void EndAll()
    {
        foreach (var process in Running.Keys)
        {
            End(process);
        }
    }

    /// <summary>Runs it to its end; who cancels ends it.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="cancellation">Ends the process too.</param>
    /// <param name="said">Takes each line of its standard error as it comes.</param>
    /// <exception cref="UserErrorException">No process could be started.</exception>
    public static OwnRun Run(IReadOnlyList<string> arguments, CancellationToken cancellation, Action<string>? said = null)
    {
        using var process = Process.Start(With(arguments))
            ?? throw new UserErrorException("no further process could be started; end others and run again");
        Running[process] = true;
        using var end = cancellation.Register(() => End(process));
        var errors = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            errors.Add(line.Data ?? "");
            said?.Invoke(line.Data ?? "");
        };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Running.TryRemove(process, out _);
        cancellation.ThrowIfCancellationRequested();
        return new OwnRun(process.ExitCode, output, [.. errors.Where(line => line.Length > 0)]);
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private static ProcessStartInfo With(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Where native code ends the process, ggml would call a debugger to print its stack.
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        // Started by the dotnet host, the program itself is the host's first argument.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "agentmemory.dll"));
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}

/// <summary>How a process of this program went.</summary>
/// <param name="ExitCode">Above 128: a signal ended it, this much less.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Errors">The lines of its standard error that are not empty.</param>
internal sealed record OwnRun(int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    private const string Mark = "error: ";

    /// <summary>Its error line without the mark; null where it gave none.</summary>
    public string? ErrorLine => Errors.FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))?[Mark.Length..];
}

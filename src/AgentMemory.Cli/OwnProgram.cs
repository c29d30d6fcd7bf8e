using System.Diagnostics;

namespace AgentMemory.Cli;

/// <summary>This program once more, in a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>How to start it; both streams come back here.</summary>
    public static ProcessStartInfo With(params ReadOnlySpan<string> arguments)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
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

using System.Diagnostics;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The command line as a user starts it: a process of its own.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The program under test.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "agentmemory.dll");

    /// <summary>The error line, without its mark.</summary>
    public string ErrorLine => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Single(line => line.StartsWith("error: ", StringComparison.Ordinal))["error: ".Length..];

    /// <summary>Runs to the end, with an input that is at its end: what the tests themselves were given may be a terminal, or nothing at all.</summary>
    public static CommandRun Of(params string[] arguments) => With([], arguments);

    /// <summary>Runs to the end with a variable of the environment.</summary>
    public static CommandRun With((string Name, string Value) variable, params string[] arguments) =>
        With([variable], arguments);

    /// <summary>As above with several.</summary>
    public static CommandRun With((string Name, string Value)[] variables, params string[] arguments)
    {
        using var process = Begin(RepositoryFiles.Root, input: true, arguments, variables);
        process.StandardInput.Close();
        return Ended(process);
    }

    private static CommandRun Ended(Process running)
    {
        using var process = running;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Starts and leaves it running.</summary>
    public static Process Start(params string[] arguments) => Begin(RepositoryFiles.Root, input: true, arguments);

    /// <summary>As above in a folder of the caller's, and with an input that the caller writes.</summary>
    public static Process StartIn(string folder, params string[] arguments) => Begin(folder, input: true, arguments);

    private static Process Begin(string folder, bool input, string[] arguments, params (string Name, string Value)[] variables)
    {
        // Where the tests run in the background of a script, SIGINT is ignored, and what they start would inherit that.
        var start = new ProcessStartInfo(OperatingSystem.IsLinux() ? "env" : "dotnet")
        {
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        foreach (var word in OperatingSystem.IsLinux() ? new[] { "--default-signal=INT", "dotnet" } : [])
        {
            start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }
}

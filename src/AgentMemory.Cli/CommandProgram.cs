using System.CommandLine;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;

namespace AgentMemory.Cli;

/// <summary>One command line from its arguments to its exit code. What fails is one line on standard error.</summary>
internal static class CommandProgram
{
    // What shells ask with, dotnet-suggest's way: the line after it is half written.
    private const string Completion = "[suggest";

    /// <summary>Runs to the end, or until it is cancelled.</summary>
    /// <returns>A value of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, CancellationToken cancellation)
    {
        var canResume = false;
        try
        {
            var parsed = CommandLine.Parse(CommandLine.Root(cancellation), arguments);
            if (arguments.Length > 0 && !arguments[0].StartsWith(Completion, StringComparison.Ordinal) && CommandLine.ProblemOf(parsed) is { } problem)
            {
                throw new UserErrorException(problem);
            }

            canResume = parsed.CommandResult.Command.Options.Any(option => option.Name == "--resume");
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            return Failure.Report(e, canResume, Console.Error);
        }
    }
}

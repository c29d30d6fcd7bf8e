using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using AgentMemory.Cli;
using AgentMemory.Cli.Commands;
using AgentMemory.Core;
using AgentMemory.Native;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var interruption = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
try
{
    var parsed = CommandLine.Parse(CommandLine.Root(interruption.Token), args);
    if (args.Length > 0 && CommandLine.ProblemOf(parsed) is { } problem)
    {
        throw new UserErrorException(problem);
    }

    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception e) when (e is UserErrorException or ModelFileException or NativeLibraryException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return ExitCode.UserError;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("interrupted: what was finished is kept; --resume goes on with it");
    return ExitCode.Interrupted;
}
catch (Exception e)
{
    Console.Error.WriteLine($"fault: {e}");
    return ExitCode.Fault;
}

void Interrupt(PosixSignalContext context)
{
    // Who asks twice does not want to wait for native code to come back.
    context.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
}
